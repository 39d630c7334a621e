// The two things that every page does with its document.

export const $ = (id) => document.getElementById(id);

/** Makes an element; whatever others have typed stays text. */
export const element = (tag, className = "", text = "") =>
  Object.assign(document.createElement(tag), { className, textContent: text });
