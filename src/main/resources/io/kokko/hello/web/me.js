// Who this visitor is: an id for this window, a name and a colour for this browser.

const ADJECTIVES =
  "Amber Ashen Bold Bright Copper Dusky Ember Gentle Golden Keen Lucky Misty Noble Quick Quiet Rosy Scarlet Silver Sunny Swift Velvet Wild".split(" ");
const BIRDS =
  "Bunting Crane Crow Cuckoo Eagle Falcon Finch Grouse Heron Jay Kestrel Lark Martin Merlin Oriole Osprey Owl Plover Raven Robin Siskin Sparrow Swan Tern Thrush Wren".split(" ");

/** Colours that can be told apart; hsl's are not equally light, oklch's are. */
const HUES = [20, 45, 75, 130, 160, 195, 230, 260, 290, 320, 350];

const any = (list) => list[Math.floor(Math.random() * list.length)];
const kept = (storage, key, make) => {
  const value = storage.getItem(key) ?? make();
  storage.setItem(key, value);
  return value;
};

export const colour = (hue) => `oklch(0.64 0.19 ${hue})`;

export const me = {
  id: kept(sessionStorage, "kokko.id", () =>
    Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36).padStart(7, "0")).join("")),
  name: kept(sessionStorage, "kokko.name", () => `${any(ADJECTIVES)} ${any(BIRDS)}`),
  hue: Number(kept(sessionStorage, "kokko.hue", () => any(HUES))),
};

export function rename(name) {
  me.name = name;
  sessionStorage.setItem("kokko.name", name);
}

export function recolour() {
  me.hue = HUES[(HUES.indexOf(me.hue) + 1) % HUES.length];
  sessionStorage.setItem("kokko.hue", me.hue);
}
