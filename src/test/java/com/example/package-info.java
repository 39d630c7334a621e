/** Code of an application that uses Kokko, quoted by the guides. */
package com.example;
