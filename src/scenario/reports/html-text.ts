/** Text in HTML. */

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it may stand between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  // Control characters other than white space have no place in HTML.
  return text.replace(CONTROL, '\ufffd').replace(/[&<>"']/g, (found) => ESCAPES[found]!);
}

const CONTROL = /[^\P{Cc}\t\n\r]/gu;
