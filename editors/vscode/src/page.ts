/** The page of the timeline. The picture is checked to be nothing but a picture, and only the script of this page may run. */

const ELEMENTS = new Set(
  "svg title desc style defs pattern g rect path circle text tspan line polygon polyline ellipse clipPath".split(" "),
);
const TAG = /<(\/?)([^\s/>]*)([^>]*)>/g;
const ATTRIBUTE = /([^\s=]+)\s*=/g;

/** Whether a text is one SVG element that draws, and neither runs nor loads anything. */
export function isPicture(svg: string): boolean {
  if (!svg.trimStart().startsWith("<svg ") || !svg.trimEnd().endsWith("</svg>")) {
    return false;
  }
  let tags = 0;
  for (const [, , name, rest] of svg.matchAll(TAG)) {
    tags += 1;
    if (!ELEMENTS.has(name ?? "")) {
      return false;
    }
    const plain = (rest ?? "").replace(/"[^"]*"/g, '""');
    for (const [, attribute] of plain.matchAll(ATTRIBUTE)) {
      const lower = (attribute ?? "").toLowerCase();
      if (lower.startsWith("on") || lower.endsWith("href") || lower === "style") {
        return false;
      }
    }
  }
  const styles = [...svg.matchAll(/<style[^>]*>([^<]*)<\/style>/g)].map((found) => found[1] ?? "");
  return tags === (svg.match(/</g) ?? []).length && !styles.some((text) => /@import|url\((?!#)/i.test(text));
}

/** A text as it may stand in an element or an attribute. */
export function escaped(text: string): string {
  const marks: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}

/** The page around a picture; `nonce` lets its own script and styles run, and nothing else. */
export function page(svg: string, title: string, nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escaped(title)}</title>
<style nonce="${nonce}">
body { margin: 0; padding: 8px; }
svg { width: 100%; min-width: 1000px; height: auto; }
g[data-key] { cursor: pointer; }
g.here rect.hit { fill: #f59e0b; fill-opacity: 0.18; }
</style>
</head>
<body>
${svg.replaceAll("<style>", `<style nonce="${nonce}">`)}
<script nonce="${nonce}">
const host = acquireVsCodeApi();
document.addEventListener("click", (event) => {
  const row = event.target.closest("g[data-key]");
  if (row) host.postMessage({ key: row.dataset.key });
});
window.addEventListener("message", ({ data }) => {
  for (const row of document.querySelectorAll("g[data-key]")) {
    const here = row.dataset.key === data.key;
    row.classList.toggle("here", here);
    if (!here) continue;
    const { top, bottom } = row.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) scrollBy(0, top - innerHeight / 2);
  }
});
host.postMessage({ ready: true });
</script>
</body>
</html>
`;
}
