import { defineConfig } from "vite";

// One script and one style: the server writes the page around them (http/h5/sidebar-page.ts).
export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      input: "src/main.tsx",
      output: { format: "iife", entryFileNames: "assets/sidebar-[hash].js", assetFileNames: "assets/sidebar-[hash][extname]" },
    },
  },
});
