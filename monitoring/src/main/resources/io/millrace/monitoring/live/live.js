// The live page: server-sent events in, pictures out. Nothing is asked of anybody but the service that sent the page.
/* global uPlot */

const $ = id => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';
const SILENT_SECONDS = 30;
const BEHIND_SECONDS = 2;
const SLOTS = 8;

/* ---------- what is known ---------- */

/** name -> {head, windows, updates, annotations, slot, shown} */
const runs = new Map();
let around = {flows: [], findings: [], alerts: null, trouble: null};
let focus = null;
let focusChosen = false;
/** What the service's clock says, less what this machine's does, in milliseconds. */
let clockAhead = 0;

const serviceNow = () => Date.now() + clockAhead;
const remembered = (key, usual) => { try { return localStorage.getItem(key) ?? usual; } catch { return usual; } };
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* a private window forgets */ } };

function takeTable(there, sent) {
  if (!sent) return there;
  const columns = sent.columns ? ['key', 'time', ...sent.columns] : there.columns;
  const rows = sent.whole ? [] : there.rows;
  for (const row of sent.rows) {
    let at = rows.length;
    while (at > 0 && rows[at - 1][0] >= row[0]) at--;
    rows.splice(at, rows[at]?.[0] === row[0] ? 1 : 0, row);
  }
  return {columns, rows};
}

function freeSlot() {
  const taken = new Set([...runs.values()].map(run => run.slot));
  return [...Array(SLOTS).keys()].find(slot => !taken.has(slot)) ?? 0;
}

function takeRun(sent) {
  const there = runs.get(sent.name);
  const run = there ?? {
    name: sent.name, slot: freeSlot(), shown: true, head: {}, annotations: [],
    windows: {columns: [], rows: []}, updates: {columns: [], rows: []},
  };
  runs.set(sent.name, run);
  if (sent.head) {
    if (there && run.head.state && run.head.state !== sent.head.state) {
      announce(`Run ${run.name}: ${STATES[sent.head.state]}${sent.head.reason ? ', ' + sent.head.reason : ''}`);
    }
    run.head = sent.head;
  }
  run.windows = takeTable(run.windows, sent.windows);
  run.updates = takeTable(run.updates, sent.updates);
  run.annotations = sent.annotations ?? run.annotations;
  run.columns = null;
}

function takeAround(sent) {
  for (const key of Object.keys(around)) {
    if (key in sent) around[key] = sent[key];
  }
  if (sent.now) clockAhead = sent.now - Date.now();
}

function takeSnapshot(sent) {
  const names = new Set(sent.runs.map(run => run.name));
  for (const name of runs.keys()) if (!names.has(name)) runs.delete(name);
  sent.runs.forEach(takeRun);
  takeAround(sent);
  draw();
}

function takeChange(sent) {
  (sent.gone ?? []).forEach(name => runs.delete(name));
  (sent.runs ?? []).forEach(takeRun);
  takeAround(sent);
  draw();
}

/* ---------- the connection ---------- */

let source = null;
let lastId = '';
let lastHeard = Date.now();
let retry = null;

const CONNECTION = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
  ended: 'The service has ended; waiting for it to come back',
};

function connection(state) {
  const shown = $('connection');
  // What it said last is known better than why the connection broke.
  if (state === 'reconnecting' && shown.dataset.state === 'ended') return;
  if (shown.dataset.state === state) return;
  shown.dataset.state = state;
  $('connection-text').textContent = CONNECTION[state];
}

function connect() {
  clearTimeout(retry);
  source?.close();
  source = new EventSource(lastId ? `events?after=${encodeURIComponent(lastId)}` : 'events');
  const heard = take => event => {
    lastHeard = Date.now();
    if (event.lastEventId) lastId = event.lastEventId;
    take(event.data);
  };
  source.onopen = heard(() => connection('live'));
  source.addEventListener('snapshot', heard(data => takeSnapshot(JSON.parse(data))));
  source.addEventListener('change', heard(data => takeChange(JSON.parse(data))));
  source.addEventListener('beat', heard(() => {}));
  source.addEventListener('end', heard(() => connection('ended')));
  source.onerror = () => {
    connection('reconnecting');
    // A browser comes back by itself after a broken connection, but not after a refusal.
    if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, 2000);
  };
}

// A browser opens six connections to one address and no more: only pages that are seen hold one.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    clearTimeout(retry);
    source?.close();
    source = null;
  } else if (!source) {
    connect();
  }
});

setInterval(() => {
  if (source && Date.now() - lastHeard > SILENT_SECONDS * 1000) {
    lastHeard = Date.now();
    connection('reconnecting');
    connect();
  }
  if (!document.hidden) draw();
}, 5000);

let announced = [];
function announce(words) {
  announced.push(words);
  setTimeout(() => {
    if (announced.length) $('announcements').textContent = announced.join('. ');
    announced = [];
  }, 300);
}

/* ---------- words and numbers ---------- */

const STATES = {
  starting: 'Starting', learning: 'Learning', paused: 'Paused', finished: 'Finished', failed: 'Failed', silent: 'Silent',
};
const KINDS = {
  START: 'start', ROLLBACK: 'rollback', PAUSE: 'pause', RESUME: 'resume', DRY_RUN: 'dry run', REFUSED: 'refused',
};

const plain = new Intl.NumberFormat('en', {maximumSignificantDigits: 4});
const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const compact = new Intl.NumberFormat('en', {notation: 'compact', maximumSignificantDigits: 3});

function number(value) {
  if (value === null || value === undefined) return '–';
  return Math.abs(value) >= 1e6 ? compact.format(value) : Math.abs(value) >= 1000 ? whole.format(value) : plain.format(value);
}

function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 120) return `${s} s`;
  if (s < 7200) return `${Math.floor(s / 60)} min ${s % 60 ? `${s % 60} s` : ''}`.trim();
  return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
}

const clock = millis => new Date(millis).toLocaleTimeString('en-GB');

function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** Puts elements in the place of what is there, unless they are the same: a reader's place must not be lost. */
function replace(parent, children) {
  const fresh = el('div', {}, ...children);
  if (parent.innerHTML !== fresh.innerHTML) parent.replaceChildren(...fresh.childNodes);
}

/* ---------- series ---------- */

const column = (table, name) => {
  const at = table.columns.indexOf(name);
  return table.rows.map(row => at < 0 ? null : row[at]);
};

/** Steps at each time, by the updates around it. */
function stepsAt(times, updates) {
  const when = column(updates, 'time');
  const steps = column(updates, 'steps');
  let i = 0;
  return times.map(time => {
    while (i < when.length && when[i] < time) i++;
    if (!when.length) return null;
    if (i === 0) return steps[0];
    if (i === when.length) return steps[i - 1];
    const share = (time - when[i - 1]) / Math.max(1, when[i] - when[i - 1]);
    return steps[i - 1] + share * (steps[i] - steps[i - 1]);
  });
}

/** The run's series by name, each with its x. */
function columnsOf(run, axis) {
  if (run.columns?.axis === axis) return run.columns;
  const started = Math.min(run.windows.rows[0]?.[1] ?? Infinity, run.updates.rows[0]?.[1] ?? Infinity);
  const along = times => axis === 'steps'
    ? stepsAt(times, run.updates)
    : axis === 'clock' ? times.map(time => time / 1000) : times.map(time => (time - started) / 1000);
  // Where a clock went back, points go back too, but a chart reads from left to right.
  const inOrder = table => ({columns: table.columns, rows: [...table.rows].sort((a, b) => a[1] - b[1])});
  const windows = inOrder(run.windows);
  const columns = {axis, started, along, series: {}};
  const put = (table, x) => {
    for (const name of table.columns.slice(2)) columns.series[name] = {x, y: column(table, name)};
  };
  put(windows, along(column(windows, 'time')));
  put(run.updates, axis === 'steps' ? column(run.updates, 'steps') : along(column(run.updates, 'time')));
  run.columns = columns;
  return columns;
}

const last = values => values?.findLast(value => value !== null && value !== undefined) ?? null;
const newest = (run, name) => last(columnsOf(run, axis()).series[name]?.y);
const most = (run, name) => (columnsOf(run, axis()).series[name]?.y ?? [])
  .reduce((a, b) => b === null ? a : a === null ? b : Math.max(a, b), null);
const episodes = run => column(run.windows, 'episodes').reduce((a, b) => a + (b ?? 0), 0);
const axis = () => document.querySelector('input[name=axis]:checked').value;

/* ---------- runs ---------- */

const ordered = () => [...runs.values()].sort((a, b) => (b.head.registeredAt ?? 0) - (a.head.registeredAt ?? 0));
const shownRuns = () => ordered().filter(run => run.shown);

function stateOf(run) {
  const {state, reportedAt} = run.head;
  return state === 'learning' && serviceNow() - reportedAt > SILENT_SECONDS * 1000 ? 'silent' : state;
}

function episodesMissing(run) {
  if (run.head.plan?.source) return `Learns from run ${run.head.plan.source} and has no episodes of its own`;
  return run.head.state === 'finished' || run.head.state === 'failed'
    ? 'No episode ended' : 'Waiting for the first episode';
}

function newCard(run) {
  const box = el('input', {type: 'checkbox'});
  box.checked = run.shown;
  box.addEventListener('change', () => { run.shown = box.checked; rebuildCharts(); draw(); });
  const parts = {
    name: el('span'), pill: el('span', {class: 'pill'}), what: el('p', {class: 'what'}),
    bar: el('progress', {max: 1}), figures: el('dl', {class: 'figures'}), reason: el('p', {class: 'reason', hidden: true}),
  };
  parts.name.textContent = run.name;
  const card = el('li', {class: `run c${run.slot}`},
    el('div', {class: 'run-head'}, el('label', {title: 'Show on the charts'}, box, parts.name, el('span', {class: 'unseen'}, ' on the charts')), parts.pill),
    parts.what, parts.bar, parts.figures, parts.reason);
  return Object.assign(card, {parts});
}

function drawCard(run) {
  const {parts} = run.card;
  const {head} = run;
  const state = stateOf(run);
  parts.pill.dataset.state = state;
  setText(parts.pill, STATES[state]);
  setText(parts.what, [head.environment, head.algorithm, head.engine?.split(':')[0]].filter(Boolean).join(' · '));
  parts.bar.hidden = !head.limit;
  parts.bar.value = head.limit ? Math.min(1, head.steps / head.limit) : 0;
  parts.bar.setAttribute('aria-label', `Steps of run ${run.name}: ${number(head.steps)} of ${number(head.limit)}`);
  const has = episodes(run) > 0;
  const figure = (name, value, words) => el('div', {}, el('dt', {}, name), el('dd', words ? {class: 'words'} : {}, value));
  replace(parts.figures, [
    has ? figure('Return', number(newest(run, 'returnMean'))) : figure('Return', episodesMissing(run).toLowerCase(), true),
    figure('Best', has ? number(most(run, 'returnBest')) : '–'),
    figure('Steps', number(head.steps)),
    figure('Version', number(head.version)),
  ]);
  const reason = state === 'failed' ? head.reason
    : state === 'silent' ? `The learner has reported nothing for ${span((serviceNow() - head.reportedAt) / 1000)}.`
    : head.wrongTimes ? `The clock of a service jumped: ${number(head.wrongTimes)} records had a time that cannot be right.`
    : '';
  parts.reason.hidden = !reason;
  parts.reason.classList.toggle('mild', state !== 'failed');
  setText(parts.reason, reason ?? '');
}

function drawRuns() {
  const list = ordered();
  $('no-runs').hidden = list.length > 0;
  for (const run of list) {
    run.card ??= newCard(run);
    drawCard(run);
  }
  const cards = list.map(run => run.card);
  if (cards.length !== $('runs').children.length || cards.some((card, i) => $('runs').children[i] !== card)) {
    $('runs').replaceChildren(...cards);
  }
  // The newest run is looked at until somebody chooses another.
  if (!runs.has(focus)) focusChosen = false;
  if (!focusChosen) focus = list[0]?.name ?? null;
  replace($('focus'), list.map(run => el('option', {value: run.name}, run.name)));
  $('focus').value = focus ?? '';
}

/* ---------- the data path ---------- */

const NODES = {
  env: {title: 'Environments', x: 10, y: 30, w: 190, h: 250},
  actor: {title: 'Actors', x: 440, y: 30, w: 190, h: 100},
  learner: {title: 'Learner', x: 440, y: 180, w: 190, h: 100},
  monitor: {title: 'Monitor', x: 830, y: 180, w: 160, h: 100},
};
const ARROWS = [
  {topic: 'observations', reader: 'actor', from: 'env', d: 'M200 62 H430', tip: [440, 62, 0], text: [215, 34]},
  {topic: 'actions', reader: 'env', from: 'actor', d: 'M440 112 H210', tip: [200, 112, 180], text: [215, 134]},
  {topic: 'transitions', reader: 'learner', from: 'env', d: 'M200 230 H430', tip: [440, 230, 0], text: [215, 202]},
  {topic: 'weights', reader: 'actor', from: 'learner', d: 'M535 180 V140', tip: [535, 130, -90], text: [552, 151]},
  {topic: 'updates', reader: 'monitor', from: 'learner', d: 'M630 230 H820', tip: [830, 230, 0], text: [645, 202]},
];

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function newPath() {
  const node = ([name, {title, x, y, w, h}]) => svg('g', {class: 'node', 'data-node': name},
    svg('rect', {x, y, width: w, height: h, rx: 12}),
    svg('text', {class: 'title', x: x + w / 2, y: y + h / 2 - 4}, title),
    svg('text', {class: 'more', x: x + w / 2, y: y + h / 2 + 18}));
  const arrow = ({topic, d, tip: [x, y, turn], text}) => svg('g', {class: 'arrow', 'data-arrow': topic},
    svg('path', {d}),
    svg('polygon', {points: '-11,-6 0,0 -11,6', transform: `translate(${x} ${y}) rotate(${turn})`}),
    svg('text', {x: text[0], y: text[1]}, topic),
    svg('text', {class: 'rate', x: text[0], y: text[1] + 17}));
  $('path').replaceChildren(svg('svg', {viewBox: '0 0 1000 300', role: 'img'},
    ...ARROWS.map(arrow), ...Object.entries(NODES).map(node)));
}

function flowOf(run, {topic, reader}) {
  const all = around.flows.filter(flow => flow.run === run.name && flow.topic === topic);
  const those = all.filter(flow => flow.reader.startsWith(reader));
  return those[0] ?? all[0] ?? null;
}

function arrowState(run, flow) {
  if (!flow) return ['unknown', ''];
  const behind = flow.lagSeconds > BEHIND_SECONDS;
  const words = [`${number(flow.rate)}/s`];
  if (flow.lagRecords > 0) words.push(`${number(flow.lagRecords)} behind${behind ? `, ${number(flow.lagSeconds)} s` : ''}`);
  return [behind ? 'behind' : flow.rate > 0 ? 'flowing' : 'still', words.join(' · ')];
}

function nodeStates(run) {
  const {head} = run;
  const state = stateOf(run);
  const still = topic => around.flows.some(flow => flow.run === run.name && flow.topic === topic && flow.rate === 0);
  const over = state === 'finished' || state === 'failed';
  const plan = head.plan ? `${number(head.plan.lanes)} × ${number(head.plan.environmentsPerLane)}` : '';
  const waiting = topic => !over && head.version > 0 && still(topic);
  return {
    env: head.plan?.source ? ['', `those of ${head.plan.source}`]
      : waiting('transitions') ? ['waiting', state === 'paused' ? 'waiting: paused' : 'waiting']
      : ['', plan],
    actor: waiting('observations') ? ['waiting', 'waiting'] : ['', over ? '' : 'acting'],
    learner: state === 'silent' || (state === 'learning' && waiting('transitions'))
      ? ['waiting', 'waiting'] : [state, `${STATES[state].toLowerCase()}, version ${number(head.version)}`],
    monitor: ['', 'this page'],
  };
}

function drawPath() {
  const run = runs.get(focus);
  const picture = $('path').firstElementChild;
  if (!run) {
    picture.setAttribute('aria-label', 'The data path of no run yet');
    $('path-rows').replaceChildren();
    return;
  }
  const said = [];
  for (const [name, [state, words]] of Object.entries(nodeStates(run))) {
    const node = picture.querySelector(`[data-node=${name}]`);
    node.dataset.state = state;
    setText(node.querySelector('.more'), words);
    if (name !== 'monitor') said.push(`${NODES[name].title} ${words}`);
  }
  for (const arrow of ARROWS) {
    const [state, words] = arrowState(run, flowOf(run, arrow));
    const drawn = picture.querySelector(`[data-arrow=${arrow.topic}]`);
    drawn.dataset.state = state;
    setText(drawn.querySelector('.rate'), words || '–');
  }
  picture.setAttribute('aria-label', `Data path of run ${run.name}. ${said.join('. ')}. The table below has rates and lags.`);
  replace($('path-rows'), ARROWS.map(arrow => {
    const flow = flowOf(run, arrow);
    return el('tr', {}, el('th', {scope: 'row'}, arrow.topic), el('td', {}, NODES[arrow.from].title),
      el('td', {}, NODES[arrow.reader].title), el('td', {}, number(flow?.rate)),
      el('td', {}, number(flow?.lagRecords)), el('td', {}, number(flow?.lagSeconds)));
  }));
}

/* ---------- charts ---------- */

const CHARTS = [
  {id: 'return', title: 'Return', unit: 'mean of a window, with 5 to 95 % of its episodes', y: 'returnMean', low: 'returnP05', high: 'returnP95', best: 'returnBest', wide: true, needs: 'episodes'},
  {id: 'entropy', title: 'Entropy', unit: 'nats', y: 'entropy', needs: 'updates', tall: true},
  {id: 'length', title: 'Episode length', unit: 'steps', y: 'lengthMean', needs: 'episodes'},
  {id: 'speed', title: 'Steps learned from', unit: 'per second', y: 'stepsPerSecond', needs: 'windows'},
  {id: 'lag', title: 'Policy lag', unit: 'versions', y: 'policyLag', needs: 'updates'},
  {id: 'kl', title: 'Approximate KL', unit: 'nats', y: 'approximateKl', needs: 'updates'},
  {id: 'variance', title: 'Explained variance', unit: 'of returns, by the value network', y: 'explainedVariance', needs: 'updates'},
];
const DASHES = [[], [], [], [], [9, 5], [9, 5], [9, 5], [9, 5]];
const sync = 'millrace';

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const faded = (colour, share) => colour + Math.round(share * 255).toString(16).padStart(2, '0');

function newChart(spec) {
  const at = el('span', {class: 'at'});
  const plot = el('div', {class: 'plot', tabindex: 0, role: 'img', id: `chart-${spec.id}`});
  const empty = el('p', {class: 'empty', hidden: true});
  const body = el('tbody');
  const columns = ['Newest', ...(spec.low ? ['5 to 95 %'] : []), ...(spec.best ? ['Best'] : [])];
  const table = el('table', {}, el('caption', {class: 'unseen'}, `${spec.title}: values`),
    el('thead', {class: spec.low ? '' : 'unseen'}, el('tr', {}, el('th', {scope: 'col'}, 'Run'),
      ...columns.map(name => el('th', {scope: 'col', class: 'number'}, name)))), body);
  plot.append(empty);
  const figure = el('figure', {class: `chart${spec.wide ? ' wide' : ''}`},
    el('figcaption', {}, el('span', {}, spec.title), el('small', {}, spec.unit), at), plot, table);
  const chart = {spec, figure, plot, empty, at, body, u: null, shape: ''};
  plot.addEventListener('keydown', event => moveCursor(chart, event));
  plot.addEventListener('blur', () => chart.u?.setCursor({left: -10, top: -10}));
  new ResizeObserver(() => resize(chart)).observe(plot);
  return chart;
}

function resize({u, plot}) {
  if (u && plot.clientWidth && (u.width !== plot.clientWidth || u.height !== plot.clientHeight)) {
    u.setSize({width: plot.clientWidth, height: plot.clientHeight});
  }
}

function moveCursor({u, spec}, event) {
  const by = {ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity}[event.key];
  if (!u || by === undefined) return;
  event.preventDefault();
  const xs = u.data[0];
  const from = u.cursor.idx ?? (by < 0 ? xs.length : -1);
  const to = Math.max(0, Math.min(xs.length - 1, from + by));
  const y = u.data[1]?.[to];
  u.setCursor({left: u.valToPos(xs[to], 'x'), top: y === null || y === undefined ? 10 : u.valToPos(y, 'y')});
}

/** The series of a chart in the order in which they are drawn: a run's mean, then its band, then its best. */
function namesOf(spec) {
  return [spec.y, ...(spec.low ? [spec.low, spec.high] : []), ...(spec.best ? [spec.best] : [])];
}

function dataOf(spec, shown, over) {
  const tables = shown.map(run => {
    const {series} = columnsOf(run, over);
    const names = namesOf(spec);
    const x = series[spec.y]?.x ?? [];
    const keep = x.map((value, i) => i).filter(i => x[i] !== null && names.some(name => (series[name]?.y[i] ?? null) !== null));
    return [keep.map(i => x[i]), ...names.map(name => keep.map(i => series[name]?.y[i] ?? null))];
  });
  return tables.length === 0 ? [[]] : tables.length === 1 ? tables[0] : uPlot.join(tables);
}

function xLabel(over, value) {
  if (over === 'steps') return `${number(value)} steps`;
  return over === 'clock' ? clock(value * 1000) : span(value);
}

/** A line that does not move lies in the middle, and one that is always zero at the bottom. */
function range(u, low, high) {
  if (low === null) return [0, 1];
  if (low < high) return uPlot.rangeNum(low, high, 0.1, true);
  return low === 0 ? [0, 1] : [low - Math.abs(low) / 5, low + Math.abs(low) / 5];
}

function options(chart, shown, over) {
  const {spec, plot} = chart;
  const ink = style('--quiet');
  const series = [{}];
  const bands = [];
  for (const run of shown) {
    const colour = style(`--run-${run.slot}`);
    const from = series.length;
    const base = {spanGaps: true, points: {show: false}};
    series.push({...base, label: run.name, stroke: colour, width: 2.2, dash: DASHES[run.slot],
      points: {show: u => u.data[from].filter(value => value !== null).length < 3, size: 7, fill: colour}});
    if (spec.low) {
      series.push({...base, label: `${run.name} 5 %`, stroke: 'transparent', width: 0});
      series.push({...base, label: `${run.name} 95 %`, stroke: 'transparent', width: 0});
      bands.push({series: [from + 2, from + 1], fill: faded(colour, 0.16)});
    }
    if (spec.best) series.push({...base, label: `${run.name} best`, stroke: faded(colour, 0.75), width: 1.2, dash: [3, 4]});
  }
  const axes = {stroke: ink, font: '12px system-ui, sans-serif', grid: {stroke: style('--grid'), width: 1}, ticks: {stroke: style('--grid'), width: 1, size: 4}};
  const ticks = over === 'steps' ? (u, values) => values.map(value => compact.format(value))
    : over === 'elapsed' ? (u, values) => values.map(value => value < 120 ? `${value} s` : value < 7200 ? `${+(value / 60).toFixed(1)} min` : `${+(value / 3600).toFixed(1)} h`)
    : undefined;
  return {
    width: plot.clientWidth, height: plot.clientHeight, padding: [14, 12, 0, 0],
    legend: {show: false},
    cursor: {drag: {x: false, y: false}, points: {size: 7}, sync: {key: sync}},
    scales: {x: {time: over === 'clock'}, y: {range}},
    axes: [{...axes, ...(ticks ? {values: ticks} : {}), size: 30, space: 70},
      {...axes, size: 54, values: (u, values) => values.map(value => value === null ? '' : Math.abs(value) >= 1e4 ? compact.format(value) : plain.format(value))}],
    series, bands,
    hooks: {drawSeries: [], draw: [u => drawAnnotations(u, shown, over)], setCursor: [() => drawValues(chart, shown, over)]},
  };
}

/** Where on the chart an annotation is; null where that is not known. */
function placeOf(run, annotation, over) {
  const {along, started} = columnsOf(run, over);
  if (!Number.isFinite(started)) return null;
  // What was said before the first point belongs to the beginning.
  return along([Math.max(annotation.at, started)])[0];
}

/** Vertical lines with words; those that would lie on one another are drawn as one. */
function drawAnnotations(u, shown, over) {
  const {ctx} = u;
  const ratio = devicePixelRatio;
  const {left, top, width, height} = u.bbox;
  const marks = shown.flatMap(run => run.annotations.map(annotation => ({
    x: placeOf(run, annotation, over), colour: style(`--run-${run.slot}`), kind: KINDS[annotation.kind] ?? annotation.kind,
  }))).filter(mark => mark.x !== null).map(mark => ({...mark, x: u.valToPos(mark.x, 'x', true)}))
    .filter(mark => mark.x >= left - 1 && mark.x <= left + width + 1).sort((a, b) => a.x - b.x);
  const groups = [];
  for (const mark of marks) {
    const before = groups.at(-1);
    if (before && mark.x - before.x < 10 * ratio) before.kinds.push(mark.kind);
    else groups.push({...mark, kinds: [mark.kind]});
  }
  ctx.save();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = 'bottom';
  ctx.textAlign = 'left';
  ctx.lineWidth = 1.3 * ratio;
  let free = -Infinity;
  for (const {x, colour, kinds} of groups) {
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.setLineDash([5 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
    const words = [...new Set(kinds)].join(', ');
    const wide = ctx.measureText(words).width;
    const from = Math.min(x, left + width - wide);
    if (from > free) {
      ctx.fillText(words, from, top - 2 * ratio);
      free = from + wide + 8 * ratio;
    }
  }
  ctx.restore();
}

/** The values under the cursor; without one, the newest. */
function drawValues({spec, u, at, body, plot}, shown, over) {
  const idx = u?.cursor.idx ?? null;
  const pointed = u && idx !== null && u.cursor.left >= 0;
  setText(at, pointed ? `at ${xLabel(over, u.data[0][idx])}` : '');
  const perRun = namesOf(spec).length;
  const near = values => {
    for (let i = 0; pointed && values && i < values.length; i++) {
      const value = values[idx - i] ?? values[idx + i];
      if (value !== null && value !== undefined) return value;
    }
    return null;
  };
  const words = [];
  const rows = shown.map((run, r) => {
    const value = name => pointed ? near(u.data[1 + r * perRun + namesOf(spec).indexOf(name)]) : newest(run, name);
    const best = spec.best ? pointed ? value(spec.best) : most(run, spec.best) : null;
    words.push(`${run.name}: newest ${number(newest(run, spec.y))}`);
    return el('tr', {class: `c${run.slot}`},
      el('th', {scope: 'row', title: run.name}, el('span', {class: `swatch${run.slot > 3 ? ' dashed' : ''}`, 'aria-hidden': 'true'}), run.name),
      el('td', {class: 'number'}, number(value(spec.y))),
      spec.low ? el('td', {class: 'number'}, value(spec.low) === null ? '–' : `${number(value(spec.low))} to ${number(value(spec.high))}`) : null,
      spec.best ? el('td', {class: 'number'}, number(best)) : null);
  });
  replace(body, rows);
  const label = `${spec.title} over ${over === 'steps' ? 'environment steps' : 'time'}. ${words.join('. ')}`;
  if (plot.getAttribute('aria-label') !== label) plot.setAttribute('aria-label', label);
}

function emptyWords(spec, shown) {
  if (shown.length === 0) return runs.size ? 'No run is chosen' : 'Waiting for a run';
  if (spec.needs === 'episodes') return shown.length === 1 ? episodesMissing(shown[0]) : 'Waiting for the first episode';
  return spec.needs === 'updates' ? 'Waiting for the first update' : 'Waiting for the first window';
}

function drawChart(chart) {
  const {spec, plot, empty} = chart;
  const shown = shownRuns();
  const over = axis();
  const data = dataOf(spec, shown, over);
  const nothing = data[0].length === 0;
  empty.hidden = !nothing;
  if (nothing) {
    setText(empty, emptyWords(spec, shown));
    chart.u?.destroy();
    chart.u = null;
  } else {
    const shape = [over, ...shown.map(run => run.name + run.slot)].join('|');
    if (chart.u && chart.shape === shape) {
      chart.u.setData(data);
    } else {
      chart.u?.destroy();
      chart.shape = shape;
      chart.u = new uPlot(options(chart, shown, over), data, plot);
      plot.uplot = chart.u;
    }
  }
  drawValues(chart, shown, over);
  resize(chart);
}

const charts = CHARTS.map(newChart);

function rebuildCharts() {
  for (const chart of charts) {
    chart.u?.destroy();
    chart.u = null;
  }
}

/* ---------- alerts and what happened ---------- */

let known = null;

function drawAlerts() {
  const items = around.findings.map(({run, rule, text, since}) =>
    ({key: `${run}/${rule}`, severity: 'found', name: rule, run, text, since, state: 'failed'}));
  for (const alert of around.alerts?.alerts ?? []) {
    items.push({key: `${alert.run}/${alert.name}`, severity: alert.severity || alert.state, name: alert.name, run: alert.run,
      text: alert.text + (alert.state === 'pending' ? ' (pending)' : ''), since: Date.parse(alert.since),
      state: alert.severity === 'critical' ? 'failed' : 'paused'});
  }
  items.sort((a, b) => (b.since || 0) - (a.since || 0));
  const keys = new Set(items.map(item => item.key));
  if (known) items.filter(item => !known.has(item.key)).forEach(item => announce(`Alert ${item.name} for run ${item.run || 'none'}: ${item.text}`));
  known = keys;
  replace($('alerts'), items.length
    ? items.map(item => el('li', {}, el('span', {class: 'pill', 'data-state': item.state}, item.severity),
      el('strong', {}, item.name), item.run ? ` · ${item.run}` : '', el('br'), item.text, ' ',
      item.since ? el('small', {}, `since ${clock(item.since)}`) : null))
    : [el('li', {class: 'empty'}, 'Nothing is wrong with these runs.')]);
  const {alerts} = around;
  setText($('alerts-source'), !alerts ? 'With --prometheus URL, the alerts of that Prometheus are shown here too.'
    : alerts.reason ? `The Prometheus at ${alerts.source} cannot be asked: ${alerts.reason}. Everything else works without it.`
    : `With the alerts of the Prometheus at ${alerts.source}.`);
}

function drawHappened() {
  const items = ordered().flatMap(run => run.annotations.map(annotation => ({run, ...annotation})))
    .sort((a, b) => b.at - a.at).slice(0, 100);
  replace($('happened'), items.length
    ? items.map(({run, kind, service, at, version, text}) => el('li', {class: `c${run.slot}`},
      el('div', {class: 'when'}, el('time', {datetime: new Date(at).toISOString()}, clock(at)),
        el('span', {class: 'who'}, el('span', {class: 'swatch', 'aria-hidden': 'true'}), run.name)),
      el('div', {}, el('strong', {}, KINDS[kind] ?? kind), ` ${service}${version === null ? '' : `, version ${number(version)}`}: ${text}`)))
    : [el('li', {class: 'empty'}, 'No service has started yet.')]);
}

/* ---------- all of it ---------- */

let drawing = false;
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    $('trouble').hidden = !around.trouble;
    setText($('trouble'), around.trouble ?? '');
    drawRuns();
    drawPath();
    charts.forEach(drawChart);
    drawAlerts();
    drawHappened();
  });
}

const system = matchMedia('(prefers-color-scheme: dark)');
function applyTheme() {
  const chosen = document.querySelector('input[name=theme]:checked').value;
  document.documentElement.dataset.theme = chosen === 'auto' ? system.matches ? 'dark' : 'light' : chosen;
  rebuildCharts();
  draw();
}

for (const [name, usual, then] of [['theme', 'auto', applyTheme], ['axis', 'steps', () => { rebuildCharts(); draw(); }]]) {
  const chosen = document.querySelector(`input[name=${name}][value=${CSS.escape(remembered(name, usual))}]`);
  if (chosen) chosen.checked = true;
  $(name).addEventListener('change', event => { remember(name, event.target.value); then(); });
}
system.addEventListener('change', applyTheme);
$('focus').addEventListener('change', event => { focus = event.target.value; focusChosen = true; draw(); });

$('charts').prepend(...charts.map(chart => chart.figure));
newPath();
applyTheme();
connect();
