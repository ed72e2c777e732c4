'use strict';
// All that was received is put in as text, never as markup: h() and s() know no other way.
const EVERY = 3000, ROWS = 200, SVG = 'http://www.w3.org/2000/svg';
const $ = id => document.getElementById(id);
const h = (tag, props, ...children) => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(props || {})) {
    if (k === 'class') e.className = v; else if (k.startsWith('on')) e.addEventListener(k.slice(2), v);
    else if (v === true) e.setAttribute(k, ''); else if (v !== false && v != null) e.setAttribute(k, v);
  }
  e.append(...children.flat().filter(c => c != null && c !== ''));
  return e;
};
const s = (tag, props, ...children) => {
  const e = document.createElementNS(SVG, tag);
  for (const [k, v] of Object.entries(props || {})) e.setAttribute(k, v);
  e.append(...children);
  return e;
};
const text = (t, tag = 'span') => h(tag, {class: 'text'}, t);

// ---- numbers, units and times

// Of CloudWatch, of UCUM, and of Micrometer's exporter. A Map: a unit may be any text.
const TIME = new Map(Object.entries({Seconds: 1, Milliseconds: 1e-3, Microseconds: 1e-6, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, min: 60, h: 3600,
  seconds: 1, milliseconds: 1e-3, microseconds: 1e-6, nanoseconds: 1e-9}));
const BYTES = ['Bytes', 'By', 'bytes'], BYTES_A_SECOND = ['Bytes/Second', 'By/s'], PERCENT = ['Percent', '%', 'percent'];
const STEPS = {
  time: [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']],
  bytes: [[2 ** 40, 'TiB'], [2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [1024, 'KiB'], [1, 'B']],
  plain: [[1e9, 'G'], [1e6, 'M'], [1e4, 'k', 1e3], [1, '']],
};
const plainUnit = unit => unit === 'None' || unit === '' || unit === '1';
/** How values of about this size are written: in which unit, and how many of the sender's make one of it. */
function scale(unit, size) {
  const sec = TIME.get(unit), bytes = BYTES.includes(unit);
  if (sec) {
    const [to, word] = STEPS.time.find(([least]) => size * sec >= least) || STEPS.time[size ? 3 : 1];
    return {by: to / sec, word: ' ' + word};
  }
  if (bytes || BYTES_A_SECOND.includes(unit)) {
    const [to, word] = STEPS.bytes.find(([least]) => size >= least) || STEPS.bytes[4];
    return {by: to, word: ' ' + word + (bytes ? '' : '/s')};
  }
  if (PERCENT.includes(unit)) return {by: 1, word: ' %'};
  const [least, word, to] = STEPS.plain.find(([least]) => size >= least) || STEPS.plain[3];
  const rest = plainUnit(unit) || unit === 'Count' || /^\{.*\}$/.test(unit) ? '' : unit === 'Count/Second' ? '/s' : ' ' + unit;
  return {by: to || least, word: (word ? ' ' + word : '') + rest};
}
const round = n => {
  const a = Math.abs(n);
  if (a === 0) return '0';
  if (a >= 1e15 || a < 1e-6) return n.toExponential(2);
  return a >= 1000 ? Math.round(n).toLocaleString('en') : String(Number(n.toPrecision(3)));
};
const written = (n, unit) => {
  if (n == null) return '–';
  const {by, word} = scale(unit, Math.abs(n));
  return round(n / by) + word;
};
const whole = (n, one, many) => n.toLocaleString('en') + ' ' + (n === 1 ? one : many || one + 's');
const seconds = n => written(n, 'Seconds');
const clock = ms => new Date(ms).toISOString().slice(11, 19);
const day = ms => new Date(ms).toISOString().slice(0, 10);
const ago = ms => {
  const sec = Math.max(0, Math.round(ms / 1000));
  return sec < 100 ? sec + ' s' : sec < 6000 ? Math.round(sec / 60) + ' min' : sec < 360000 ? Math.round(sec / 3600) + ' h' : Math.round(sec / 86400) + ' d';
};
const period = sec => sec < 60 ? sec + ' s' : sec === 60 ? 'minute' : sec < 3600 ? sec / 60 + ' min' : sec === 3600 ? 'hour' : sec / 3600 + ' h';

// ---- what is shown, and what is known

const state = {view: 'metrics', metric: '', trace: '', series: '', stat: '', minutes: '60', open: new Set(), paused: false};
const known = {metrics: null, traces: null, metric: null, trace: null, texts: {}};

function readAddress() {
  const [view, id] = location.hash.slice(1).split('/');
  state.view = view === 'traces' ? 'traces' : 'metrics';
  const now = id || '';
  if (state.view === 'metrics' && now !== state.metric) Object.assign(state, {metric: now, series: '', stat: ''});
  if (state.view === 'traces' && now !== state.trace) { state.trace = now; state.open.clear(); }
}
/** Nothing chosen: a wide window shows one that is worth it, and stays with it; a phone shows the list. */
const wide = matchMedia('(min-width: 52.01rem)'), first = {metric: '', trace: ''};
function chosenMetric() {
  const all = known.metrics ? known.metrics.metrics : [], of = id => all.find(m => m.id === id);
  if (state.metric || !wide.matches) return of(state.metric);
  const one = of(first.metric) || all.find(m => m.kind === 'percentiles' && m.name.startsWith('http.server.')) || all.find(m => m.kind === 'percentiles') || all[0];
  first.metric = one ? one.id : '';
  return one;
}
function chosenTrace() {
  const all = known.traces ? known.traces.traces : [];
  if (state.trace || !wide.matches) return state.trace;
  const one = all.find(t => t.id === first.trace) || all.find(t => t.spans > 1) || all[0];
  return first.trace = one ? one.id : '';
}

// ---- asking

/** Whether the answer is another one than before. One that is gone is null. */
async function ask(key, url) {
  const answer = await fetch(url, {cache: 'no-store'});
  const body = answer.ok ? await answer.text() : '';
  if (!answer.ok && answer.status !== 404) throw new Error('status ' + answer.status);
  if (known.texts[key] === url + body) return false;
  known.texts[key] = url + body;
  known[key] = body ? JSON.parse(body) : null;
  return true;
}
let timer = 0, turn = 0;
async function refresh() {
  clearTimeout(timer);
  const mine = ++turn;
  try {
    await Promise.all([ask('metrics', 'data/metrics'), ask('traces', 'data/traces')]);
    if (mine !== turn) return;
    draw();
    if (state.view === 'metrics') {
      const metric = chosenMetric();
      const query = metric && new URLSearchParams({id: metric.id, series: state.series, minutes: state.minutes});
      if (query ? await ask('metric', 'data/metric?' + query) : known.metric) {
        if (!query) known.metric = known.texts.metric = null;
        if (mine === turn) drawMetric();
      }
    } else {
      const id = chosenTrace();
      if (id && await ask('trace', 'data/trace?' + new URLSearchParams({id})) && mine === turn) drawTrace();
    }
    $('offline').hidden = true;
  } catch (e) {
    if (mine === turn) $('offline').hidden = false;
  }
  if (mine === turn && !state.paused) timer = setTimeout(refresh, EVERY);
}

// ---- lists

/** Elements are kept by key, so that nothing flickers, and focus and scroll stay. */
function keep(parent, items, key, make, update) {
  const old = parent.keyed || new Map(), next = new Map();
  let place = parent.firstChild;
  for (const item of items) {
    const k = key(item);
    if (next.has(k)) continue;
    const e = old.get(k) || make(item);
    update(e, item);
    next.set(k, e);
    if (e === place) place = place.nextSibling; else parent.insertBefore(e, place);
  }
  for (const [k, e] of old) if (!next.has(k)) e.remove();
  parent.keyed = next;
}
const put = (e, value) => { if (e.textContent !== value) e.textContent = value; };

function draw() {
  const m = known.metrics, t = known.traces, now = m.now;
  put($('clock'), 'at ' + clock(now));
  const latest = Math.max(m.data ? m.latest : 0, t.traces.length ? t.traces[0].start : 0);
  put($('lead'), !m.data && !t.spans ? 'Nothing was received yet.'
    : whole(m.metrics.length + m.more, 'metric') + ' in ' + whole(m.series, 'series', 'series') + ', '
      + whole(t.total, 'trace') + ' of ' + whole(t.spans, 'span') + '. The last is ' + ago(now - latest) + ' old.'
      + (m.dropped || t.dropped ? ' Older ones were dropped: ' + whole(m.dropped, 'datum', 'data') + ', ' + whole(t.dropped, 'span') + '.' : ''));
  for (const view of ['metrics', 'traces']) {
    $('view-' + view).hidden = state.view !== view;
    const tab = $('tab-' + view);
    if (state.view === view) tab.setAttribute('aria-current', 'page'); else tab.removeAttribute('aria-current');
    put(tab, view === 'metrics' ? 'Metrics ' + (m.metrics.length + m.more).toLocaleString('en') : 'Traces ' + t.total.toLocaleString('en'));
  }
  empty('no-metrics', 'metrics-split', m.data, 'No metrics yet: this page shows what a service sends here once it publishes to CloudWatch with',
    'AWS_ENDPOINT_URL_CLOUDWATCH=' + m.endpoint + '\nAWS_ACCESS_KEY_ID=local\nAWS_SECRET_ACCESS_KEY=local\n\nor over OTLP with\n\nOTEL_EXPORTER_OTLP_ENDPOINT=' + t.endpoint);
  empty('no-traces', 'traces-split', t.spans, 'No traces yet: this page shows what a service sends here over OTLP (HTTP, Protocol Buffers) with',
    'OTEL_EXPORTER_OTLP_ENDPOINT=' + t.endpoint);
  if (state.view === 'metrics') drawMetricList(); else drawTraceList();
}
function empty(id, split, any, why, settings) {
  $(id).hidden = any > 0;
  $(split).hidden = !any;
  if (!any && !$(id).firstChild) $(id).append(why, h('code', {}, settings));
}
const words = value => value.toLowerCase().split(/\s+/).filter(Boolean);
const fits = (wanted, ...texts) => { const all = texts.join(' ').toLowerCase(); return wanted.every(w => all.includes(w)); };
const link = (e, on) => { if (on) e.setAttribute('aria-current', 'true'); else e.removeAttribute('aria-current'); };
const limited = found => found.length > ROWS ? [...found.slice(0, ROWS), {id: '', more: found.length - ROWS}] : found;
const beyond = () => h('li', {class: 'more'});

/** What comes from CloudWatch is the usual, and not said. */
const origin = m => [m.namespace, m.source === 'CloudWatch' ? '' : m.source].filter(Boolean);
function drawMetricList() {
  const wanted = words($('metric-filter').value), all = known.metrics.metrics, chosen = chosenMetric();
  const found = all.filter(m => fits(wanted, ...origin(m), m.name, m.unit));
  put($('metric-count'), (found.length === all.length ? whole(all.length, 'metric') : found.length + ' of ' + whole(all.length, 'metric'))
    + (known.metrics.more ? '; ' + known.metrics.more + ' more are not listed' : ''));
  keep($('metric-list'), limited(found), m => m.id, m => m.more ? beyond() : h('li', {}, h('a', {href: '#metrics/' + m.id},
    text(m.name, 'b'), s('svg', {class: 'curve', viewBox: '0 0 64 28', 'aria-hidden': 'true'}), h('span', {class: 'sub'}))), (li, m) => {
    if (m.more) return put(li, m.more + ' more: filter to see them');
    const a = li.firstChild;
    link(a, chosen && chosen.id === m.id);
    put(a.lastChild, [...origin(m), m.series > 1 ? m.series + ' series' : '', plainUnit(m.unit) ? '' : m.unit].filter(Boolean).join(' · '));
    const drawn = JSON.stringify(m.curve);
    if (li.drawn !== drawn) { li.drawn = drawn; curve(a.children[1], m.curve); }
  });
  $('metrics-split').classList.toggle('chosen-one', !!state.metric);
  bring('metric-list', chosen && chosen.id);
}
/** What was chosen is scrolled to once, not at each turn. */
function bring(list, id) {
  const box = $(list), li = id && box.keyed.get(id);
  if (!li || box.brought === id) return;
  box.brought = id;
  const at = li.offsetTop - box.offsetTop;
  if (at < box.scrollTop || at + li.offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = at - box.clientHeight / 3;
}
function curve(svg, values) {
  const some = values.filter(v => v != null), low = Math.min(0, ...some), high = Math.max(0, ...some);
  const x = i => 2 + i * 60 / (values.length - 1), y = v => 26 - (high > low ? (v - low) / (high - low) * 24 : 0);
  let path = '';
  const dots = [];
  values.forEach((v, i) => {
    if (v == null) return;
    const joins = i > 0 && values[i - 1] != null, goesOn = i < values.length - 1 && values[i + 1] != null;
    path += (joins ? 'L' : 'M') + x(i).toFixed(1) + ' ' + y(v).toFixed(1);
    if (!joins && !goesOn) dots.push(s('circle', {cx: x(i), cy: y(v), r: 1.5}));
  });
  svg.replaceChildren(s('path', {d: path || 'M0 0'}), ...dots);
}

function drawTraceList() {
  const wanted = words($('trace-filter').value), errors = $('errors-only').checked, t = known.traces, chosen = chosenTrace();
  const found = t.traces.filter(x => (!errors || x.errors) && fits(wanted, x.name, x.service, x.id));
  put($('trace-count'), (found.length === t.traces.length ? '' : found.length + ' of ') + (t.total > t.traces.length ? 'the newest ' + t.traces.length + ' of ' : '') + whole(t.total, 'trace'));
  keep($('trace-list'), limited(found), x => x.id, x => x.more ? beyond() : h('li', {}, h('a', {href: '#traces/' + x.id},
    text('', 'b'), h('span', {class: 'took'}), h('span', {class: 'sub'}), h('span', {class: 'when'}))), (li, x) => {
    if (x.more) return put(li, x.more + ' more: filter to see them');
    const [name, took, sub, when] = li.firstChild.children;
    link(li.firstChild, chosen === x.id);
    put(name, x.name || '(no name)');
    put(took, seconds(x.duration));
    put(when, clock(x.start));
    const drawn = x.service + '\n' + x.spans + '\n' + x.errors + '\n' + x.whole;
    if (li.drawn === drawn) return;
    li.drawn = drawn;
    sub.replaceChildren(...[x.errors ? mark(x.errors > 1 ? x.errors + ' errors' : 'error') : '', x.errors ? ' · ' : '', text(x.service),
      (x.service ? ' · ' : '') + whole(x.spans, 'span'), x.whole ? '' : ' · root missing'].filter(Boolean));
  });
  $('traces-split').classList.toggle('chosen-one', !!state.trace);
  bring('trace-list', chosen);
}
const mark = word => h('span', {class: 'mark'}, s('svg', {class: 'shape', 'aria-hidden': 'true'}, s('use', {href: '#error'})), ' ' + word);

// ---- a metric

const STATS = {
  percentiles: 'p50, p90, p99', p50: 'p50', p90: 'p90', p99: 'p99', average: 'Average', sum: 'Sum', samples: 'Samples', minimum: 'Minimum', maximum: 'Maximum',
};
const WINDOWS = {5: '5 minutes', 15: '15 minutes', 60: '1 hour', 360: '6 hours', '': 'all that is kept'};
const chips = dimensions => {
  const all = Object.entries(dimensions);
  return all.length ? all.map(([k, v]) => h('span', {class: 'chip text'}, h('i', {}, k + '='), v)) : [h('span', {class: 'quiet'}, 'no dimensions')];
};
const plainly = dimensions => Object.entries(dimensions).map(([k, v]) => k + '=' + v).join(', ') || 'no dimensions';
let cursor = null;
/** Dimensions that all series share are told once; the series have what tells them apart. */
function tellApart(data) {
  const common = {};
  if (data.series.length > 1 && !data.more) {
    for (const [k, v] of Object.entries(data.series[0].dimensions)) if (data.series.every(x => Object.hasOwn(x.dimensions, k) && x.dimensions[k] === v)) common[k] = v;
    for (const x of data.series) x.dimensions = Object.fromEntries(Object.entries(x.dimensions).filter(([k]) => !Object.hasOwn(common, k)));
  }
  data.common = common;
}

function drawMetric() {
  const article = $('metric'), data = known.metric, metric = chosenMetric();
  if (data && metric && data.id !== metric.id) return;
  if (!data || !metric) {
    article.replaceChildren(h('a', {href: '#metrics', class: 'back'}, '‹ All metrics'), h('p', {class: 'quiet'}, 'No data of this metric are kept.'));
    article.shown = '';
    return;
  }
  if (!data.common) tellApart(data);
  if (article.shown !== metric.id) {
    cursor = null;
    article.shown = metric.id;
    article.replaceChildren(
      h('a', {href: '#metrics', class: 'back'}, '‹ All metrics'),
      text(metric.name, 'h2'), h('p', {class: 'quiet small'}),
      h('div', {class: 'tools'}, choice('Statistic', 'stat', STATS), choice('Window', 'minutes', WINDOWS), choice('Series', 'series', {'': 'all together'})),
      h('div', {class: 'card chart'}), h('h3', {}, 'Series'), h('div', {class: 'card scroll'}), h('p', {class: 'quiet small'}),
      h('details', {ontoggle: () => drawValues()}, h('summary', {}, 'Values as a table'), h('div', {class: 'card scroll'})));
  }
  const [, , sub, tools, chart, , rows, more] = article.children;
  put(sub, [...origin(metric), plainUnit(metric.unit) ? 'no unit' : metric.unit].join(' · ') + ' · ' + whole(metric.series, 'series', 'series') + ' · last ' + clock(metric.latest)
    + (Object.keys(data.common).length ? ' · all with ' + plainly(data.common) : ''));
  const stat = state.stat || metric.kind;
  const series = tools.querySelector('[name=series]');
  keep(series, [{id: ''}, ...data.series], x => x.id || 'all', x => h('option', {value: x.id}), (o, x) => put(o, x.id ? plainly(x.dimensions) : 'all'));
  for (const [name, value] of [['stat', stat], ['minutes', state.minutes], ['series', state.series]]) {
    const select = tools.querySelector('[name=' + name + ']');
    if (select.value !== value) select.value = value;
  }
  series.parentNode.hidden = data.series.length < 2;
  drawChart(chart, data, metric, stat);
  drawSeries(rows, data, metric);
  put(more, data.more ? data.more + ' more series have fewer samples and are not listed.' : '');
  drawValues();
}
function choice(label, name, options) {
  const select = h('select', {name, onchange: e => { state[name] = e.target.value; known.metric && drawMetric(); refresh(); }},
    ...Object.entries(options).map(([value, word]) => h('option', {value}, word)));
  if (name === 'minutes') select.replaceChildren(...['5', '15', '60', '360', ''].map(v => h('option', {value: v}, WINDOWS[v])));
  return h('label', {}, label, select);
}

/** The lines of a chart: percentiles of all together, or one statistic by series. */
function linesOf(data, metric, stat) {
  const name = id => plainly((data.series.find(x => x.id === id) || {dimensions: {}}).dimensions);
  if (stat === 'percentiles') return ['p50', 'p90', 'p99'].map(p => ({name: p, style: 's-' + p, points: data.points.map(x => [x.time, x[p]])}));
  if (state.series || !data.lines.length) {
    return [{name: STATS[stat], style: 's-0', points: data.points.map(x => [x.time, x[stat]])}];
  }
  return data.lines.map((l, i) => ({name: name(l.series), style: 's-' + i, points: l.points.map(x => [x.time, x[stat]])}));
}
function ticks(low, high, count) {
  const rough = (high - low) / count || 1, ten = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map(n => n * ten).find(n => n >= rough * .999);
  const all = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step / 1e6; v += step) all.push(Number(v.toPrecision(12)));
  return all;
}
function timeTicks(start, end, count) {
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 432000, 864000]
    .map(n => n * 1000).find(n => n >= (end - start) / count) || 1728e6;
  const all = [];
  for (let t = Math.ceil(start / step) * step; t <= end; t += step) all.push(t);
  return {all, label: t => step >= 864e5 ? day(t).slice(5) : step < 60000 ? clock(t) : clock(t).slice(0, 5)};
}
function drawChart(card, data, metric, stat) {
  const unit = stat === 'samples' ? 'Count' : metric.unit, lines = linesOf(data, metric, stat);
  const values = lines.flatMap(l => l.points.map(p => p[1])).filter(v => v != null);
  const width = Math.max(280, (card.clientWidth || 600) - (wide.matches ? 34 : 22)), bars = stat === 'percentiles' ? 46 : 0;
  const height = (wide.matches ? 290 : 230) + bars, left = 58, right = 10, top = 10, bottom = height - 24 - bars;
  let start = data.start, end = data.end;
  if (end - start < 60000) start = end - 60000;
  const low = Math.min(0, ...values), most = Math.max(0, ...values), high = most > low ? most : 1;
  const {by, word} = scale(unit, Math.max(Math.abs(low), high));
  const yTicks = ticks(low / by, high / by, 4), tall = yTicks.length > 1 ? yTicks[1] - yTicks[0] : 1;
  const peak = Math.ceil(high / by / tall - 1e-6) * tall;
  if (peak > yTicks[yTicks.length - 1]) yTicks.push(peak);
  const x = t => left + (t - start) / (end - start) * (width - left - right);
  const y = v => bottom - (v / by - low / by) / (peak - low / by) * (bottom - top);
  const gap = data.period * 1750;
  const parts = [];
  // Bands where nothing came for longer than data usually take.
  const times = data.points.map(p => p.time), bands = [];
  times.forEach((t, i) => { if (i && t - times[i - 1] > gap) bands.push([times[i - 1], t]); });
  if (times.length && end - times[times.length - 1] > gap) bands.push([times[times.length - 1], end]);
  if (times.length && times[0] - start > gap) bands.push([start, times[0]]);
  for (const [from, to] of bands) parts.push(s('rect', {class: 'gap', x: x(from), y: top, width: Math.max(0, x(to) - x(from)), height: bottom - top}));
  for (const v of yTicks) {
    parts.push(s('line', {class: 'grid', x1: left, x2: width - right, y1: y(v * by), y2: y(v * by)}),
      s('text', {x: left - 8, y: y(v * by) + 4, 'text-anchor': 'end'}, round(v) + word));
  }
  const time = timeTicks(start, end, wide.matches ? 7 : 4);
  for (const t of time.all) {
    if (x(t) < left + 12 || x(t) > width - 20) continue;
    parts.push(s('text', {x: x(t), y: bottom + 17, 'text-anchor': 'middle'}, time.label(t)));
  }
  for (const line of lines) {
    let path = '', before = null;
    const some = line.points.filter(p => p[1] != null);
    some.forEach(([t, v], i) => {
      const joins = before != null && t - before <= gap;
      path += (joins ? 'L' : 'M') + x(t).toFixed(1) + ' ' + y(v).toFixed(1);
      // A point on its own would be no line.
      if (!joins && !(i + 1 < some.length && some[i + 1][0] - t <= gap)) parts.push(s('circle', {class: 'series ' + line.style, cx: x(t), cy: y(v), r: 1.5}));
      before = t;
    });
    if (path) parts.push(s('path', {class: 'series ' + line.style, d: path}));
  }
  if (bars) {
    const fullest = Math.max(1, ...data.points.map(p => p.samples)), base = height - 4;
    const w = Math.max(1, Math.min(12, (width - left - right) / ((end - start) / 1000 / data.period) - 1));
    parts.push(s('text', {x: left - 8, y: base - 16, 'text-anchor': 'end'}, 'samples'));
    let before = left;
    for (const p of data.points) {
      const up = p.samples / fullest * (bars - 22), from = Math.max(before, x(p.time) - w / 2), to = Math.min(width - right, x(p.time) + w / 2);
      before = to;
      parts.push(s('rect', {class: 'bar', x: from, y: base - up, width: Math.max(1, to - from), height: up}));
    }
  }
  if (!values.length) parts.push(s('text', {x: (left + width) / 2, y: (top + bottom) / 2, 'text-anchor': 'middle'},
    stat.startsWith('p') ? data.estimated ? 'No percentiles: it came without buckets' : 'No percentiles: the values are negative, or came as a StatisticSet' : 'No data in this window'));
  const hair = s('line', {class: 'cursor', y1: top, y2: bottom, visibility: 'hidden'});
  const say = h('p', {class: 'hide', role: 'status'});
  const svg = s('svg', {viewBox: '0 0 ' + width + ' ' + height, height, tabindex: 0, role: 'img',
    'aria-label': title(metric, stat, data) + '. Arrow keys read values; a table follows.'}, ...parts, hair);
  const legend = h('p', {class: 'legend'});
  const all = [...new Set(lines.flatMap(l => l.points.map(p => p[0])))].sort((a, b) => a - b);
  const show = loud => {
    const last = all[all.length - 1];
    const at = cursor == null ? last : all.reduce((best, t) => Math.abs(t - cursor) < Math.abs(best - cursor) ? t : best, last);
    const near = line => { const p = line.points.find(q => Math.abs(q[0] - at) < data.period * 500); return p && p[1]; };
    legend.replaceChildren(h('span', {class: 'at'}, at == null ? '' : (cursor == null ? 'last, ' : 'at ') + clock(at)), ...lines.map(l => h('span', {class: 'key'},
      h('span', {class: 'swatch ' + l.style}), text(l.name), h('b', {}, written(near(l), unit)))),
      ...bands.length ? [h('span', {class: 'key'}, h('span', {class: 'swatch block'}), 'no data')] : []);
    hair.setAttribute('visibility', cursor == null || at == null ? 'hidden' : 'visible');
    if (at != null) { hair.setAttribute('x1', x(at)); hair.setAttribute('x2', x(at)); }
    if (loud) put(say, clock(at) + ': ' + lines.map(l => l.name + ' ' + written(near(l), unit)).join(', '));
    return at;
  };
  const move = e => {
    const box = svg.getBoundingClientRect();
    cursor = start + ((e.clientX - box.left) / box.width * width - left) / (width - left - right) * (end - start);
    show();
  };
  svg.addEventListener('pointermove', move);
  svg.addEventListener('pointerdown', move);
  svg.addEventListener('pointerleave', () => { cursor = null; show(); });
  svg.addEventListener('keydown', e => {
    const by = {ArrowLeft: -1, ArrowRight: 1, Escape: 0}[e.key];
    if (by == null || !all.length) return;
    e.preventDefault();
    const i = all.indexOf(show());
    cursor = by ? all[Math.max(0, Math.min(all.length - 1, cursor == null ? all.length - 1 : i + by))] : null;
    show(true);
  });
  const focused = document.activeElement && card.contains(document.activeElement);
  card.replaceChildren(h('p', {class: 'small quiet'}, title(metric, stat, data)), legend, svg, say);
  show();
  if (focused) svg.focus({preventScroll: true});
}
function title(metric, stat, data) {
  const which = state.series ? '1 of ' + whole(metric.series, 'series', 'series')
    : metric.series === 1 ? 'the only series'
    : stat === 'percentiles' ? 'all ' + metric.series + ' series merged'
    : metric.series > data.lines.length ? 'the ' + data.lines.length + ' of ' + metric.series + ' series with most samples' : 'by series';
  const what = stat === 'percentiles' ? 'p50, p90 and p99' : STATS[stat];
  return what + ' per ' + period(data.period) + ', ' + which + (data.estimated && /^p\d|percentiles/.test(stat) ? ', estimated within buckets' : '');
}
const COLUMNS = {
  percentiles: ['samples', 'average', 'p50', 'p90', 'p99', 'maximum'], sum: ['samples', 'sum', 'average', 'maximum'], average: ['samples', 'average', 'minimum', 'maximum'],
};
const cells = (row, metric) => COLUMNS[metric.kind].map(c => h('td', {}, row[c] == null ? '–' : written(row[c], c === 'samples' ? 'Count' : metric.unit)));
const head = (first, metric) => h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, first), ...COLUMNS[metric.kind].map(c => h('th', {scope: 'col'}, c))));
function drawSeries(card, data, metric) {
  // What is best shown of it may become another with a datum.
  if (card.kind !== metric.kind) card.replaceChildren(h('table', {}, head('dimensions', metric), h('tbody')));
  card.kind = metric.kind;
  const rows = data.series.length > 1 ? [{id: '', ...data.together}, ...data.series] : data.series;
  keep(card.querySelector('tbody'), rows, r => r.id || 'all', r => h('tr', {}, h('th', {scope: 'row'}, h('button', {class: 'pick', type: 'button',
    onclick: () => { state.series = r.id; refresh(); }}, ...r.id ? chips(r.dimensions) : [h('b', {}, 'all together')]))), (tr, r) => {
    tr.className = r.id === state.series && rows.length > 1 ? 'chosen' : '';
    tr.firstChild.firstChild.setAttribute('aria-pressed', r.id === state.series);
    tr.replaceChildren(tr.firstChild, ...cells(r, metric));
  });
}
function drawValues() {
  const details = $('metric').querySelector('details'), metric = chosenMetric();
  if (!details || !details.open || !known.metric || !metric) return;
  const card = details.lastChild;
  card.replaceChildren(h('table', {}, head('time', metric), h('tbody', {}, ...[...known.metric.points].reverse().map(p =>
    h('tr', {}, h('th', {scope: 'row'}, day(p.time) + ' ' + clock(p.time)), ...cells(p, metric))))));
}

// ---- a trace

function drawTrace() {
  const article = $('trace'), trace = known.trace;
  const back = h('a', {href: '#traces', class: 'back'}, '‹ All traces');
  if (!trace) return article.replaceChildren(back, h('p', {class: 'quiet'}, 'No spans of this trace are kept.'));
  const root = trace.spans.find(x => !x.lost && x.depth === 0) || trace.spans[0];
  const errors = trace.spans.filter(x => x.error).length;
  const services = [...new Set(trace.spans.map(x => x.service))];
  const total = trace.duration > 0 ? trace.duration : 1e-9;
  const style = service => 's-' + services.indexOf(service) % 6;
  const focused = document.activeElement && document.activeElement.dataset && document.activeElement.dataset.span;
  article.replaceChildren(back,
    h('h2', {}, text(root.name || '(no name)'), ' ', h('span', {class: 'quiet'}, seconds(trace.duration))),
    h('p', {class: 'ids'}, h('span', {}, whole(trace.spans.length + trace.more, 'span')), errors ? mark(errors > 1 ? errors + ' errors' : '1 error') : null,
      h('span', {}, day(trace.start) + ' ' + clock(trace.start)), h('code', {}, trace.id)),
    h('p', {class: 'services'}, ...services.map(x => h('span', {}, h('i', {class: style(x)}), text(x || '(no service name)')))),
    h('div', {class: 'card fall'},
      h('div', {class: 'ruler', 'aria-hidden': 'true'}, h('span', {}, 'span'), h('div', {}, ...[0, 1, 2, 3, 4].filter(i => wide.matches || i % 2 === 0).map(i => h('span', {}, i ? seconds(trace.duration * i / 4) : '0')))),
      ...trace.spans.flatMap((x, i) => spanRow(x, i, total, style(x.service)))),
    trace.more ? h('p', {class: 'quiet small'}, trace.more + ' more spans are not shown.') : '');
  if (focused) { const again = article.querySelector('[data-span="' + CSS.escape(focused) + '"]'); if (again) again.focus({preventScroll: true}); }
}
function spanRow(x, i, total, style) {
  const key = i + '-' + x.id, from = Math.max(0, Math.min(1, x.at / total)), part = Math.max(0, Math.min(1 - from, x.duration / total));
  const bar = h('i', {class: style}), took = h('em', {}, seconds(x.duration));
  bar.style.left = from * 100 + '%';
  bar.style.width = part * 100 + '%';
  // Behind the bar, or before it, or within it: where there is room.
  if (from + part < .82) took.style.left = (from + part) * 100 + '%';
  else if (from > .18) took.style.right = (1 - from) * 100 + '%';
  else { took.style.left = from * 100 + '%'; took.classList.add('inside'); }
  const name = h('span', {class: 'name'}, x.error ? [mark(''), h('span', {class: 'hide'}, 'Error: ')] : null, text(x.name || '(no name)', 'b'), ' ',
    h('span', {class: 'quiet'}, (x.kind === 'UNSPECIFIED' || x.kind === 'INTERNAL' ? '' : x.kind.toLowerCase()) + (x.lost ? ' parent missing' : '')));
  name.style.paddingLeft = Math.min(x.depth, 12) * .9 + 'rem';
  const facts = h('div', {class: 'facts', hidden: !state.open.has(key)});
  const button = h('button', {type: 'button', class: 'span' + (x.error ? ' error' : ''), 'data-span': key, 'aria-expanded': String(state.open.has(key)), onclick: () => {
    const open = !state.open.delete(key);
    if (open) state.open.add(key);
    button.setAttribute('aria-expanded', String(open));
    facts.hidden = !open;
    if (open) fill(facts, x);
  }}, name, h('span', {class: 'track'}, bar, took));
  if (state.open.has(key)) fill(facts, x);
  return [button, facts];
}
const pairs = (list, more) => [...list.map(([k, v]) => [text(k, 'dt'), text(v, 'dd')]).flat(), ...more ? [h('dt', {}, 'and'), h('dd', {}, more + ' more')] : []];
function fill(facts, x) {
  if (facts.firstChild) return;
  facts.append(h('dl', {}, ...pairs([['starts', 'after ' + seconds(x.at)], ...x.message ? [['error', x.message]] : [], ...x.scope ? [['recorded by', x.scope]] : [], ['span', x.id],
    ...x.attributes], x.moreAttributes)), ...x.events.flatMap(e => [h('h4', {}, text(e.name), ' after ' + seconds(e.at)), h('dl', {}, ...pairs(e.attributes, e.moreAttributes))]),
    x.moreEvents ? h('p', {class: 'small quiet'}, x.moreEvents + ' more events') : '');
}

// ---- start

addEventListener('hashchange', () => {
  const before = state.view + state.metric + state.trace;
  readAddress();
  if (before === state.view + state.metric + state.trace) return;
  if (known.metrics && known.traces) draw();
  if (!wide.matches) scrollTo(0, 0);
  refresh();
});
for (const id of ['metric-filter', 'trace-filter', 'errors-only']) $(id).addEventListener('input', () => known.metrics && draw());
$('pause').addEventListener('click', () => {
  state.paused = !state.paused;
  $('pause').setAttribute('aria-pressed', String(state.paused));
  put($('pause'), state.paused ? 'Paused' : 'Pause');
  if (!state.paused) refresh(); else clearTimeout(timer);
});
addEventListener('resize', () => { if (known.metric && state.view === 'metrics') drawMetric(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden && !state.paused) refresh(); });
readAddress();
refresh();
