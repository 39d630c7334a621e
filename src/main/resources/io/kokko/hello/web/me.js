// Who this visitor is: a window is one, with a name and a colour until it is closed.
import { $ } from "/web/dom.js";

const ADJECTIVES = (
  "Amber Ashen Bold Bright Copper Dusky Ember Gentle Golden Keen " +
  "Lucky Misty Noble Quick Quiet Rosy Scarlet Silver Sunny Swift Velvet Wild"
).split(" ");
const BIRDS = (
  "Bunting Crane Crow Cuckoo Eagle Falcon Finch Grouse Heron Jay Kestrel Lark " +
  "Martin Merlin Oriole Osprey Owl Plover Raven Robin Siskin Sparrow Swan Tern Thrush Wren"
).split(" ");

const HUES = [20, 45, 75, 130, 160, 195, 230, 260, 290, 320, 350];

const any = (list) => list[Math.floor(Math.random() * list.length)];
const kept = (key, make) => {
  const value = sessionStorage.getItem(key) ?? make();
  sessionStorage.setItem(key, value);
  return value;
};

/** Equally light for all hues, unlike hsl. */
export const colour = (hue) => `oklch(0.64 0.19 ${hue})`;

export const me = {
  id: kept("kokko.id", () =>
    Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36).padStart(7, "0")).join("")),
  name: kept("kokko.name", () => `${any(ADJECTIVES)} ${any(BIRDS)}`),
  hue: Number(kept("kokko.hue", () => any(HUES))),
};

/** Lets the visitor change the name and the colour. */
export function showMe(changed) {
  const show = () => {
    document.documentElement.style.setProperty("--mine", colour(me.hue));
    $("name").value = me.name;
  };
  const change = (key, value) => {
    me[key] = value;
    sessionStorage.setItem(`kokko.${key}`, value);
    show();
    changed();
  };
  $("name").addEventListener("change", () => change("name", $("name").value.trim() || me.name));
  $("name").addEventListener("keydown", ({ key }) => key === "Enter" && $("name").blur());
  $("colour").addEventListener("click", () => change("hue", HUES[(HUES.indexOf(me.hue) + 1) % HUES.length]));
  show();
}
