// What is said, and what else happens.
import { $, element } from "/web/dom.js";
import { colour, me } from "/web/me.js";

const MAX_MESSAGES = 300;

export class Chat {
  #list = $("messages");
  #waiting = []; // what was sent from here and not heard yet

  /** say(text) returns a promise that rejects with a {reason}. */
  constructor(say) {
    $("say").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = $("text").value.trim();
      $("text").value = "";
      if (text === "") return;
      const item = message(me, text);
      item.classList.add("waiting");
      this.#waiting.push({ text, item });
      this.#append(item);
      say(text).catch(({ reason }) => item.append(" ", element("small", "failed", reason)));
    });
  }

  said({ person, text, node, at }) {
    if (person.id === me.id) this.#arrived(text);
    const item = message(person, text);
    const time = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
    item.append(" ", element("small", "", `${node}, ${time}`));
    this.#append(item);
  }

  #arrived(text) {
    const place = this.#waiting.findIndex((each) => each.text === text);
    if (place >= 0) this.#waiting.splice(place, 1)[0].item.remove();
  }

  note(text) {
    this.#append(element("li", "note", text));
  }

  #append(item) {
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    this.#list.append(item);
    while (this.#list.children.length > MAX_MESSAGES) this.#list.firstChild.remove();
    if (scrollHeight - scrollTop - clientHeight < 60) this.#list.scrollTop = this.#list.scrollHeight;
  }
}

function message({ name, hue }, text) {
  const item = element("li", "message");
  const author = element("b", "", name);
  author.style.setProperty("--hue", colour(hue));
  item.append(author, " ", element("span", "text", text));
  return item;
}
