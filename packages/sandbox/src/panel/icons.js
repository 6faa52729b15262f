const SVG = "http://www.w3.org/2000/svg";

// Drawn for this panel, on 24 × 24, as lines.
const SHAPES = {
  chats: "M4 5h16v11H10l-4 4v-4H4z",
  scan: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M4 12h16",
  moments:
    "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM12 3l3.5 9M21 12l-9 3.5M12 21l-3.5-9M3 12l9-3.5",
  me: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM5 20c1-4 4-5 7-5s6 1 7 5",
  messages: "M4 5h16v11H10l-4 4v-4H4z",
  tasks: "M5 4h14v16H5zM8 12l3 3 5-6",
  groups: "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 19c.6-3.5 3-5 6-5s5.4 1.5 6 5M16 6a3 3 0 0 1 0 5M18 14c1.800.6 2.700 2.4 3 5",
  sidebar: "M4 5h16v14H4zM14 5v14",
  heart: "M12 20S4 15 4 9.5A4 4 0 0 1 12 8a4 4 0 0 1 8 1.5C20 15 12 20 12 20z",
  talk: "M4 5h16v11H10l-4 4v-4H4zM8 10h8",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  video: "M4 6h11v12H4zM15 10l5-3v10l-5-3",
  miniprogram: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9 15a2 2 0 1 0 3-2v-2a2 2 0 1 1 3-2",
  link: "M10 14l4-4M9 8l2-2a4 4 0 0 1 6 6l-2 2M15 16l-2 2a4 4 0 0 1-6-6l2-2",
};

/** A small picture beside words; it says nothing by itself. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
