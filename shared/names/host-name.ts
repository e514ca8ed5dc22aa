// Tells host names and addresses from file names, versions, classes and other text with dots.
// SPDX-License-Identifier: Apache-2.0

export interface HostName {
  /** Lower case, no trailing dot; IPv6 without brackets. */
  readonly host: string;
  readonly port: number | null;
}

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;
const ipv6 = /^(?=.*:.*:)[0-9a-f:]{2,39}(?:%\w{1,15})?$/;

/** Generic top-level domains in wide use, those of clouds and of private networks (RFC 6762, RFC 8375, ICANN `internal`). */
const topLevel: ReadonlySet<string> = new Set(
  (
    'com org net edu gov mil int info biz pro mobi jobs travel aero coop museum asia arpa onion app dev cloud aws page ' +
    'site online website store shop tech digital systems solutions services software tools team group company agency ' +
    'network email chat live life world today space xyz top club host press news blog wiki link click work works zone ' +
    'studio media design finance bank money games global international center support social run ninja rocks guru ' +
    'security academy health care sh local internal lan corp home intranet private localdomain svc consul test example ' +
    'invalid'
  ).split(' '),
);
/** Two-letter file endings that are countries as well: read as hosts only with a port or a third label. */
const endingsAndCountries: ReadonlySet<string> = new Set('sh py pl rs md cc ps so ml mk la do st'.split(' '));
/** Two letters that end files and are no country. */
const endings: ReadonlySet<string> = new Set('js ts go rb gz hs xz db kt vb ui bz ok'.split(' '));
/** How reversed names begin: packages, Java classes, label keys. */
const reversed: ReadonlySet<string> = new Set(
  'com org net io edu gov dev java javax jakarta kotlin sun'.split(' '),
);

/** Host with an optional port, as after `://`: one label is enough. Null: none, or the machine itself. */
export function hostOf(text: string): HostName | null {
  const [host, port] = cutPort(text);
  const name = host.toLowerCase().replace(/\.$/, '');
  if (port === undefined || isLoopback(name) || name.length > 253) return null;
  if (ipv4.test(name) || ipv6.test(name)) return { host: name, port };
  // A last label of digits alone would make an address (WHATWG URL "ends in a number").
  const labels = name.split('.');
  return labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '')
    ? { host: name, port }
    : null;
}

/** Null port: none written. Undefined: not a port. */
function cutPort(text: string): readonly [string, number | null | undefined] {
  const [, bracketed, after] = /^\[([^\]]{0,60})\](?::(\d{1,5}))?$/.exec(text) ?? [];
  if (bracketed !== undefined) return [bracketed, after === undefined ? null : Number(after)];
  if (ipv6.test(text.toLowerCase())) return [text, null];
  const colon = text.indexOf(':');
  if (colon < 0) return [text, null];
  const port = text.slice(colon + 1);
  return [text.slice(0, colon), /^\d{1,5}$/.test(port) && Number(port) < 65536 ? Number(port) : undefined];
}

function isLoopback(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '0.0.0.0' ||
    name === '::' ||
    name === '::1' ||
    /^127(?:\.\d{1,3}){3}$/.test(name)
  );
}

/** A host that stands alone: must look like nothing else. `written` keeps its case, which tells classes. */
export function bareHostOf(written: string): HostName | null {
  const found = hostOf(written);
  if (found === null) return null;
  const { host, port } = found;
  if (ipv4.test(host)) return found;
  if (ipv6.test(host)) return host.includes('::') || host.split(':').length === 8 ? found : null;
  return isDomain(host.split('.'), port) && !/[a-z][A-Z]|\.[A-Z][a-z]/.test(written) ? found : null;
}

function isDomain(labels: readonly string[], port: number | null): boolean {
  const last = labels.at(-1) ?? '';
  if (labels.length === 1 || endings.has(last) || !isTopLevel(last)) return false;
  if (endingsAndCountries.has(last) && labels.length === 2 && port === null) return false;
  return !reversed.has(labels[0] ?? '') || topLevel.has(last);
}

function isTopLevel(last: string): boolean {
  return topLevel.has(last) || /^[a-z]{2}$/.test(last) || last.startsWith('xn--');
}
