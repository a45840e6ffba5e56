// Draws the panels of a report with uPlot. `rows` is a list of { element, panels } by group and row.

const PALETTE = {
  light: ['#3b6fd4', '#d4622a', '#178a5c', '#8a4fc4', '#b8860b', '#c2387a', '#3a8fa3', '#7a6a55'],
  dark: ['#7ea6f4', '#f2935c', '#4fc48d', '#bb90ee', '#e0b64a', '#f07db0', '#6cc4d8', '#b8a68c'],
};
const isDark = () => matchMedia('(prefers-color-scheme: dark)').matches;
const cssColor = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();

/** A packet at a time and in batches of the same contender share a colour; the first is dashed. */
const familyOf = (name) => name.replace(/ x\d+$/, '');

/** Colour and dash of every contender of a row; the first, the baseline, is drawn in grey. */
function looks(names) {
  const palette = PALETTE[isDark() ? 'dark' : 'light'];
  const families = [...new Set(names.map(familyOf))];
  return new Map(
    names.map((name) => {
      const at = families.indexOf(familyOf(name));
      const stroke = at === 0 ? cssColor('--soft') : palette[(at - 1) % palette.length];
      const hasBatches = names.some((other) => other !== name && familyOf(other) === name);
      return [name, { stroke, dash: hasBatches ? [4, 4] : [] }];
    }),
  );
}

function figure(value, unit) {
  if (value === null || value === undefined) return '';
  if (unit === 'times') return `x${Number(value.toPrecision(2))}`;
  if (unit === 'part') return `${Number((value * 100).toPrecision(3))}%`;
  const steps = unit === 'ns' ? ['ns', 'us', 'ms', 's'] : ['', 'k', 'M', 'G'];
  let rest = value;
  let at = 0;
  while (Math.abs(rest) >= 1000 && at < 3) {
    rest /= 1000;
    at++;
  }
  return `${Number(rest.toPrecision(3))} ${steps[at]}${unit === 'ns' ? '' : unit}`;
}

/** Lines from quartile to quartile. */
function whiskers(panel, styles) {
  return (plot) => {
    const { ctx } = plot;
    ctx.save();
    panel.series.forEach(({ name, low, high }) => {
      ctx.strokeStyle = styles.get(name).stroke;
      ctx.lineWidth = devicePixelRatio * 1.5;
      low.forEach((least, at) => {
        if (least === null) return;
        const x = plot.valToPos(at, 'x', true);
        ctx.beginPath();
        ctx.moveTo(x, plot.valToPos(least, 'y', true));
        ctx.lineTo(x, plot.valToPos(high[at], 'y', true));
        ctx.stroke();
      });
    });
    ctx.restore();
  };
}

function draw(element, panel, styles) {
  const values = panel.series.flatMap(({ low, high }) => [...low, ...high]).filter((v) => v > 0);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const axis = {
    stroke: cssColor('--soft'),
    grid: { stroke: cssColor('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  const logarithm = panel.isLogarithmic && values.length > 0;
  const decades = [];
  if (logarithm) {
    const last = Math.ceil(Math.log10(most));
    for (let at = Math.floor(Math.log10(least)); at <= last; at++) decades.push(10 ** at);
  }
  const options = {
    width: element.clientWidth - 24,
    height: 230,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { time: false, range: [-0.35, panel.x.length - 0.65] },
      y: logarithm
        ? { distr: 3, range: [decades[0], decades.at(-1)] }
        : { range: [0, most * 1.08 || 1] },
    },
    axes: [
      {
        ...axis,
        splits: () => panel.x.map((_, at) => at),
        values: (_, at) => at.map((i) => panel.x[i] ?? ''),
        label: panel.xName,
        size: 26,
        labelSize: 16,
        labelFont: '12px system-ui, sans-serif',
      },
      {
        ...axis,
        size: 74,
        values: (_, at) => at.map((value) => figure(value, panel.unit)),
        ...(logarithm ? { splits: () => decades } : {}),
      },
    ],
    series: [
      {},
      ...panel.series.map(({ name }) => ({
        label: name,
        ...styles.get(name),
        width: panel.isOrdered ? 2 : 0,
        points: { show: true, size: 7, fill: styles.get(name).stroke },
      })),
    ],
    hooks: { draw: [whiskers(panel, styles)] },
  };
  const data = [panel.x.map((_, at) => at), ...panel.series.map(({ middle }) => middle)];
  new uPlot(options, data, element);
}

function legend(element, styles) {
  for (const [name, { stroke, dash }] of styles) {
    const item = document.createElement('span');
    item.innerHTML = `<svg width="26" height="8"><line x1="0" x2="26" y1="4" y2="4" stroke="${stroke}" stroke-width="3" stroke-dasharray="${dash.join(' ')}"/></svg>`;
    item.append(name);
    element.append(item);
  }
}

/** Draws a row of panels when it is to be seen: a closed part of the page has no width. */
function drawRow(element, panels) {
  element.replaceChildren();
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const styles = looks(names);
  const keys = document.createElement('div');
  keys.className = 'legend';
  legend(keys, styles);
  const grid = document.createElement('div');
  grid.className = 'panels';
  element.append(keys, grid);
  for (const panel of panels) {
    const card = document.createElement('div');
    card.className = 'panel';
    const title = document.createElement('b');
    title.textContent = panel.title;
    card.append(title);
    grid.append(card);
    draw(card, panel, styles);
  }
}

const rows = JSON.parse(document.getElementById('panels').textContent);
const drawAll = () => {
  for (const { id, panels } of rows) {
    const element = document.getElementById(id);
    if (element.clientWidth > 0) drawRow(element, panels);
  }
};
for (const details of document.querySelectorAll('details')) {
  details.addEventListener('toggle', drawAll);
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
drawAll();
