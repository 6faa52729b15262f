const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

/** The frame of the sandbox's own few pages. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,"PingFang SC","Noto Sans SC",sans-serif;color:#1d2129;background:#fbfaf8;max-width:28rem;margin:3rem auto;padding:0 1rem}
ul{list-style:none;padding:0}a{display:flex;justify-content:space-between;min-height:48px;align-items:center;padding:0 12px;border:1px solid #e9e5df;border-radius:8px;margin:8px 0;color:#0b6e69;text-decoration:none;background:#fff}small{color:#5c6370}</style>
<h1>${escapeHtml(title)}</h1>${body}</html>`;
}
