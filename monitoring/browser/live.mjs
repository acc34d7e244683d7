// Looks at a live page with a browser: node live.mjs URL [SCREENSHOT]. Reads a line "again" from its input once the
// service was started again, and says on its output what it found. Exit code 0: everything held.
import {createInterface} from 'node:readline';
import {existsSync} from 'node:fs';
import {chromium} from 'playwright-core';

const [url, screenshot] = process.argv.slice(2);
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const DEADLINE = 40_000;
const PAGES = 20;
const origin = new URL(url).origin;
const faults = [];

function check(holds, words) {
  console.log(`${holds ? 'holds' : 'FAILS'}: ${words}`);
  if (!holds) faults.push(words);
}

if (!existsSync(CHROMIUM)) {
  console.error(`There is no ${CHROMIUM}. Install Debian's package chromium, or set CHROMIUM to another.`);
  process.exit(2);
}

const browser = await chromium.launch({executablePath: CHROMIUM, args: ['--no-sandbox']});

/** A page whose complaints and requests are kept. */
async function open(options = {}) {
  // A context of its own: the pages of one share six connections to an address.
  const context = await browser.newContext({viewport: {width: 1440, height: 1000}, ...options});
  const page = await context.newPage();
  const seen = {page, complaints: [], requests: [], away: false};
  page.on('console', message => {
    // A browser complains of a connection that breaks: between the two services it does.
    if (['error', 'warning'].includes(message.type()) && !(seen.away && message.text().includes('ERR_'))) {
      seen.complaints.push(message.text());
    }
  });
  page.on('pageerror', error => seen.complaints.push(error.stack));
  page.on('request', request => seen.requests.push(request.url()));
  await page.goto(url);
  return seen;
}

const inPage = (page, test, argument) => page.waitForFunction(test, argument, {timeout: DEADLINE}).then(() => true, () => false);
const state = wanted => document.getElementById('connection').dataset.state === wanted;
const newestStep = page => page.evaluate(() => {
  const xs = document.getElementById('chart-entropy').uplot?.data[0] ?? [];
  return xs[xs.length - 1] ?? -1;
});

async function chartsAreDrawn(page) {
  for (const id of ['return', 'entropy', 'length', 'speed', 'lag', 'kl', 'variance']) {
    const drawn = await inPage(page, name => {
      const chart = document.getElementById(`chart-${name}`);
      const canvas = chart.querySelector('canvas');
      if (!canvas || !(chart.uplot?.data[0].length > 1)) return false;
      const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const colours = new Set();
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 128) colours.add(`${data[i] >> 4},${data[i + 1] >> 4},${data[i + 2] >> 4}`);
      return colours.size > 1;
    }, id);
    check(drawn, `the chart of ${id} is drawn from the run`);
  }
}

async function theRunIsShown(page) {
  check(await inPage(page, () => document.querySelector('.run .pill')?.dataset.state === 'learning'), 'the run is learning');
  check(await inPage(page, () => document.querySelectorAll('.arrow[data-state=flowing], .arrow[data-state=behind]').length === 5),
    'records flow on every arrow of the data path');
  check(await inPage(page, () => /start/.test(document.getElementById('happened').textContent)), 'the starts of the services are shown');
}

async function everythingIsReachedByKeys(page) {
  await page.evaluate(() => document.activeElement.blur());
  const reached = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const {activeElement: element} = document;
      const style = getComputedStyle(element);
      const shown = element.type === 'radio' ? getComputedStyle(element.nextElementSibling) : style;
      return {id: element.id || element.name || element.className || element.tagName, outlined: shown.outlineStyle !== 'none'};
    });
    if (at.id === 'BODY' || (i > 1 && at.id === reached[0]?.id)) break;
    reached.push(at);
  }
  const names = reached.map(at => at.id);
  check(names[0] === 'skip', 'the first key leads to the link past the header');
  for (const id of ['axis', 'theme', 'focus', 'alerts', 'chart-return', 'chart-entropy', 'chart-lag', 'happened']) {
    check(names.includes(id), `${id} is reached by keys`);
  }
  const unseen = reached.filter(at => !at.outlined).map(at => at.id);
  check(unseen.length === 0, `the focus is seen everywhere (${unseen})`);
  await page.focus('#chart-entropy');
  await page.keyboard.press('Home');
  check(await inPage(page, () => /^at .* steps$/.test(document.querySelector('#chart-entropy').closest('figure').querySelector('.at').textContent)),
    'a key shows the first value of a chart');
}

async function everythingHasAName(page) {
  const nameless = await page.evaluate(() => [...document.querySelectorAll('input, select, button, a, [role=img], [tabindex="0"], section, table, progress')]
    .filter(element => !(element.getAttribute('aria-label') || document.getElementById(element.getAttribute('aria-labelledby'))?.textContent
      || element.labels?.[0]?.textContent.trim() || element.textContent.trim() || element.caption?.textContent))
    .map(element => element.outerHTML.slice(0, 80)));
  check(nameless.length === 0, `everything has a name (${nameless})`);
  const landmarks = await page.evaluate(() => ['header', 'main', 'footer', 'h1'].map(tag => document.querySelectorAll(tag).length));
  check(landmarks.every(count => count === 1), 'there is one header, main part, footer and title');
  check(await page.locator('[aria-live=polite]').count() === 1, 'changes are announced politely');
  check(/newest [\d.,-]+/.test(await page.getAttribute('#chart-return', 'aria-label')), 'the chart of return says its newest value in words');
  check(await page.locator('#path-rows tr').count() === 5, 'the data path is there as a table too');
}

/** Contrast of text and ground, by WCAG 2. */
async function bothThemesAreReadable(page) {
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({colorScheme: theme});
    check(await inPage(page, wanted => document.documentElement.dataset.theme === wanted, theme), `the page follows a system that is ${theme}`);
    const poor = await page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const light = name => {
        const hex = style.getPropertyValue(name).trim().slice(1);
        const [r, g, b] = [0, 2, 4].map(at => parseInt(hex.slice(at, at + 2), 16) / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
      const pairs = [['--ink', '--card', 4.5], ['--quiet', '--card', 4.5], ['--quiet', '--sunk', 4.5], ['--quiet', '--quiet-ground', 4.5], ['--quiet', '--ground', 4.5],
        ['--accent', '--card', 4.5], ['--good', '--good-ground', 4.5], ['--warn', '--warn-ground', 4.5], ['--bad', '--bad-ground', 4.5],
        ...[...Array(8).keys()].map(slot => [`--run-${slot}`, '--card', 3])];
      return pairs.filter(([a, b, least]) => contrast(a, b) < least).map(([a, b]) => `${a} on ${b} ${contrast(a, b).toFixed(2)}`);
    });
    check(poor.length === 0, `everything is readable where it is ${theme} (${poor})`);
  }
  await page.check('input[name=theme][value=light]', {force: true});
  check(await inPage(page, () => document.documentElement.dataset.theme === 'light'), 'the switch chooses a theme against the system');
  await page.check('input[name=theme][value=auto]', {force: true});
}

async function theAxisIsChosen(page) {
  for (const axis of ['elapsed', 'clock', 'steps']) {
    await page.check(`input[name=axis][value=${axis}]`, {force: true});
    check(await inPage(page, () => document.getElementById('chart-return').uplot?.data[0].length > 1), `return is drawn over ${axis}`);
  }
}

async function manyWatchAtOnce(first) {
  const pages = await Promise.all(Array.from({length: PAGES - 1}, () => open({viewport: {width: 800, height: 600}})));
  const all = [first, ...pages];
  const before = await Promise.all(all.map(seen => newestStep(seen.page)));
  const moved = await Promise.all(all.map((seen, i) => inPage(seen.page, least => {
    const xs = document.getElementById('chart-entropy').uplot?.data[0] ?? [];
    return xs[xs.length - 1] > least;
  }, before[i])));
  check(moved.every(Boolean), `${PAGES} pages at once all see the run go on (${moved.filter(Boolean).length})`);
  check(pages.every(seen => seen.complaints.length === 0), 'none of them complains');
  await Promise.all(pages.map(seen => seen.page.context().close()));
}

async function theServiceIsStartedAgain(seen) {
  const {page} = seen;
  const before = await newestStep(page);
  seen.away = true;
  console.log('stop');
  check(await inPage(page, state, 'ended') || await inPage(page, state, 'reconnecting'), 'a page whose service is gone says so');
  check(await newestStep(page) > 0, 'what was drawn stays');
  console.log('start');
  await new Promise(resolve => createInterface({input: process.stdin}).once('line', resolve));
  check(await inPage(page, state, 'live'), 'the page comes back by itself');
  seen.away = false;
  check(await inPage(page, least => {
    const xs = document.getElementById('chart-entropy').uplot?.data[0] ?? [];
    return xs[xs.length - 1] > least;
  }, before), 'and goes on');
  check(await inPage(page, () => /again/.test(document.getElementById('happened').textContent)), 'the restart is on the page');
}

const seen = await open({reducedMotion: 'reduce'});
check(await inPage(seen.page, state, 'live'), 'the page is connected');
await chartsAreDrawn(seen.page);
await theRunIsShown(seen.page);
await everythingIsReachedByKeys(seen.page);
await everythingHasAName(seen.page);
await bothThemesAreReadable(seen.page);
await theAxisIsChosen(seen.page);
await manyWatchAtOnce(seen);
await theServiceIsStartedAgain(seen);
if (screenshot) {
  await seen.page.emulateMedia({colorScheme: 'light'});
  await seen.page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
  await seen.page.waitForTimeout(1000);
  await seen.page.screenshot({path: screenshot, fullPage: true});
}
check(seen.complaints.length === 0, `the browser complains of nothing (${seen.complaints})`);
const outside = seen.requests.filter(request => new URL(request).origin !== origin);
check(seen.requests.length > 0 && outside.length === 0, `nothing is asked of anybody else (${outside})`);
await browser.close();
console.log(faults.length ? `${faults.length} of the checks fail` : 'everything holds');
process.exit(faults.length ? 1 : 0);
