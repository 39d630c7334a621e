package io.kokko.docs;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A Maven project's description. */
public final class Pom {

  private final Document document;

  private Pom(Document document) {
    this.document = document;
  }

  public static Pom parse(String xml) {
    try {
      return new Pom(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(xml))));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalArgumentException("no pom.xml: " + xml, e);
    }
  }

  /** Returns group, artifact and version of what is found at a path, parted by colons. */
  public String coordinates(String path) {
    return text(path + "/groupId")
        + ':'
        + text(path + "/artifactId")
        + ':'
        + text(path + "/version");
  }

  /** Returns the text at an XPath, or the empty string. */
  public String text(String path) {
    try {
      return XPathFactory.newInstance().newXPath().evaluate(path, document);
    } catch (XPathExpressionException e) {
      throw new IllegalArgumentException(path, e);
    }
  }
}
