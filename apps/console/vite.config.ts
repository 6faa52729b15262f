import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // ECharts is one lazy chunk of about 600 kB, asked for by pages that draw.
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\//, priority: 3 },
            { name: "tanstack", test: /node_modules\/@tanstack\//, priority: 2 },
            { name: "words", test: /node_modules\/(i18next|react-i18next)\//, priority: 2 },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/m", "/hooks", "/callback"].map((path) => [path, process.env.SHUKE_URL ?? "http://127.0.0.1:8080"]),
    ),
  },
});
