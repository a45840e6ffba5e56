/** How the page looks: in light and dark, on 800 pixels and on paper. */

export const STYLE = `
:root {
  --paper: #ffffff; --ink: #1d2430; --quiet: #5d6878; --line: #d8dde5; --panel: #f5f7fa;
  --good: #17703c; --bad: #b3261e; --wait: #8a5a00; --link: #1a56b0; --sealed: #17703c; --clear: #8a5a00; --remark: #1a56b0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181f; --ink: #e4e8ee; --quiet: #98a3b3; --line: #323a47; --panel: #1c222b;
    --good: #6fd08c; --bad: #ff8a80; --wait: #f0c15c; --link: #8ab8ff; --sealed: #6fd08c; --clear: #f0c15c; --remark: #8ab8ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.7rem; }
h2 { margin: 1.5rem 0 .4rem; font-size: 1.1rem; }
h3 { margin: 1.2rem 0 .4rem; font-size: 1rem; }
a { color: var(--link); }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .85em; }
.summary { margin: 0; font-size: 1.1rem; }
.note, .quiet { color: var(--quiet); }
.quiet { font-size: .88em; }
.bar { display: flex; height: .6rem; margin: .75rem 0 .5rem; border-radius: .3rem; overflow: hidden; background: var(--line); }
.bar .passed { background: var(--good); } .bar .failed, .bar .broken { background: var(--bad); } .bar .skipped { background: var(--wait); }
.mark { display: inline-block; min-width: 4.6rem; padding: 0 .45rem; border: 1px solid currentColor; border-radius: .25rem; font-size: .8rem; text-align: center; }
.mark.passed, .sign.passed { color: var(--good); } .mark.failed, .mark.broken, .sign.failed { color: var(--bad); } .mark.skipped { color: var(--wait); }
.mark.failed, .mark.broken, .sign { font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
td, th { padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
nav td:first-child { width: 5.6rem; } nav td:nth-child(2) { width: 52%; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.file { overflow-wrap: anywhere; }
.play { margin: .75rem 0; border: 1px solid var(--line); border-radius: .4rem; }
.play > summary { padding: .5rem .75rem; }
.play[open] > summary { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; }
.title { font-weight: 600; }
.body { padding: .5rem 1rem 1rem; scroll-margin-top: 3.5rem; }
.body details { margin-top: .8rem; }
.reason { color: var(--bad); font-weight: 600; }
.story { max-width: 46rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: .4rem 0 .8rem; font-size: .9rem; }
.facts dt { color: var(--quiet); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.checks { margin: 0; padding: 0; list-style: none; }
.checks > li { padding: .12rem 0; overflow-wrap: anywhere; }
.checks > li.failed { margin: .3rem 0; padding: .4rem .6rem; border-left: 3px solid var(--bad); background: var(--panel); }
.place { white-space: nowrap; }
.source, .ladder { margin: .4rem 0; padding: .6rem .75rem; overflow-x: auto; background: var(--panel); border-radius: .3rem; line-height: 1.35; }
.ladder { font-size: 12.5px; width: max-content; max-width: 100%; }
.found { margin: .2rem 0 0; padding-left: 1.2rem; }
.sealed { color: var(--sealed); } .clear { color: var(--clear); } .remark { color: var(--remark); } .bad { color: var(--bad); }
.wide { overflow-x: auto; }
.events td:last-child { overflow-wrap: anywhere; }
tr.warn td:last-child { color: var(--bad); }
.statistics { width: auto; }
@media (max-width: 40rem) { .file { display: none; } .place { white-space: normal; } }
@media print {
  :root { --paper: #fff; --ink: #000; --quiet: #444; --line: #bbb; --panel: #fff; --good: #0b5; --bad: #a00; --wait: #750; --link: #000; --sealed: #063; --clear: #630; --remark: #036; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .play { break-inside: auto; } .play > summary, tr, .checks > li { break-inside: avoid; } .ladder { font-size: 8pt; border: 1px solid var(--line); overflow: visible; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
}
`;
