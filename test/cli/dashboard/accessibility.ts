// What a page must have so that everybody can use it, checked inside the browser (WCAG 2.2, level AA, as far as a program can tell).
// axe-core says more, but its licence (MPL-2.0) is none that this project takes.

/** An expression for the page: a list of faults, each a sentence. Contrast: success criterion 1.4.3, by the formula of WCAG. */
export const faultsOfPage = `(() => {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const nameOf = (element) => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
  const where = (element) => element.outerHTML.slice(0, 90);
  if (!document.documentElement.lang) faults.push('the page names no language');
  if (document.title.trim() === '') faults.push('the page has no title');
  for (const landmark of ['header', 'nav', 'main', 'footer', 'h1'])
    if (all(landmark).length === 0) faults.push('there is no ' + landmark);
  for (const one of ['main', 'h1']) if (all(one).length > 1) faults.push('there is more than one ' + one);
  if (all('nav').length > 1 && all('nav').some((nav) => !nav.getAttribute('aria-label'))) faults.push('of several navs one has no name');
  const ids = all('[id]').map(({ id }) => id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push('an id stands twice: ' + id);
  for (const field of all('input:not([type=hidden]), select, textarea'))
    if (!field.closest('label') && !field.getAttribute('aria-label') && !(field.id && document.querySelector('label[for="' + field.id + '"]'))) faults.push('a field has no label: ' + where(field));
  for (const control of all('a, button, summary')) if (nameOf(control) === '') faults.push('no name: ' + where(control));
  for (const picture of all('svg, img')) if (!picture.getAttribute('aria-label') && !picture.getAttribute('alt')) faults.push('a picture says nothing: ' + where(picture));
  for (const table of all('table')) {
    if (!table.caption) faults.push('a table has no caption');
    if ([...table.querySelectorAll('th')].some((cell) => !cell.scope) || !table.querySelector('th')) faults.push('a head of a table has no scope');
  }
  let before = 0;
  for (const heading of all('h1, h2, h3, h4')) {
    const level = Number(heading.tagName[1]);
    if (level > before + 1) faults.push('a heading leaves a level out: ' + where(heading));
    before = level;
  }
  for (const element of all('[tabindex]')) if (Number(element.getAttribute('tabindex')) > 0) faults.push('a tabindex above 0: ' + where(element));
  const skip = document.querySelector('body a');
  if (!skip?.hash || !document.querySelector(skip.hash)) faults.push('the first link does not lead to the content');

  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((channels(colour)[3] ?? 1) === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const ratio = (a, b) => { const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x); return (light + 0.05) / (dark + 0.05); };
  for (const element of all('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    const style = getComputedStyle(element);
    if (!own || style.display === 'none' || element.closest('script, style, option')) continue;
    const ink = element instanceof SVGElement ? style.fill : style.color;
    const found = ratio(ink, backgroundOf(element));
    if (found < 4.5) faults.push('contrast ' + found.toFixed(2) + ': ' + where(element));
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push('the page is wider than the window: ' + document.documentElement.scrollWidth);
  return faults;
})()`;
