// Finds the hosts that a value names: in URLs, JDBC and other connection strings, broker lists, or bare.
// SPDX-License-Identifier: Apache-2.0
import { trimmed } from '../model/trimmed.ts';
import { bareHostOf, type HostName, hostOf } from './host-name.ts';
import { parseImageReference } from './image-reference.ts';
import { schemeBefore } from './scheme.ts';

export type { HostName } from './host-name.ts';

/** Stands for a template's placeholder; no host may hold it. */
const unknownPart = '\u0000';
const placeholders =
  /\$\{[^{}]{0,200}\}|\{\{[^{}]{0,200}\}\}|\$\([^()]{0,200}\)|<[^<>\s]{1,100}>|%[A-Z_]{2,60}%|\$[A-Za-z_]\w{0,100}/g;

// Square brackets part words, unless they hold an IPv6 address.
const separators = /[\s"'`(){}<>|\\]+|\[(?![0-9a-fA-F:]{2,45}\])|\](?<!\[[0-9a-fA-F:]{2,45}\])/;

/**
 * Hosts in the order found, each host and port once. Left out: loopback addresses, hosts with a template's placeholder
 * in them, mail addresses, file names, versions, class names and image references.
 */
export function hostsIn(value: string): HostName[] {
  // Go's MySQL driver writes `user:password@tcp(host:3306)`: there `tcp` is no host.
  const text = value.replaceAll(placeholders, unknownPart).replaceAll(/@(?:tcp|unix)6?\(/g, '@(');
  const found = new Map<string, HostName>();
  const add = (host: HostName | null) => {
    if (host !== null) found.set(`${host.host} ${host.port}`, host);
  };
  for (const host of fromKeys(text)) add(host);
  for (const token of text.split(separators)) for (const host of fromToken(token)) add(host);
  return [...found.values()];
}

// ADO.NET, ODBC, libpq, Azure, Oracle TNS and Kafka name the server under one of these keys.
const keyed =
  /(?<![\w.-])(?:server|servers|host|hostname|hostaddr|data source|datasource|address|addr|network address|endpoint|bootstrap\.servers)[ \t]{0,4}=[ \t]{0,4}([^\s;"'()]{1,1000})/gi;

/** Only where other pairs stand beside it: `Server=db;Database=app`, `host=db user=app`, `(HOST=db)(PORT=1521)`. */
function* fromKeys(text: string): Generator<HostName | null> {
  if (!hasPair(text)) return;
  for (const [, raw = ''] of text.matchAll(keyed)) {
    if (raw.includes('://')) continue;
    for (const part of raw.replace(/^(?:tcp|np|admin|lpc):/i, '').split(',')) {
      // SQL Server writes `host\instance` and `host,1433`.
      if (!/^\d+$/.test(part)) yield hostOf(part.split('\\', 1)[0] ?? '');
    }
  }
}

const longestKey = 40;

/** Whether a key stands before an equals sign and behind a sign that parts pairs. */
function hasPair(text: string): boolean {
  for (let sign = text.indexOf('='); sign >= 0; sign = text.indexOf('=', sign + 1)) {
    let start = sign;
    while (start > 0 && sign - start < longestKey && /[\w .]/.test(text.charAt(start - 1))) start--;
    const key = text.slice(start, sign);
    if (/ ./s.test(key) || (key !== '' && /[;()\s]/.test(text.charAt(start - 1)))) return true;
  }
  return false;
}

function fromToken(token: string): (HostName | null)[] {
  const clean = trimmed(token, ',;=');
  const mark = clean.indexOf('://');
  if (mark >= 0) return fromUrls(clean, mark);
  if (/^jdbc:|^oracle:/i.test(clean)) return fromOracle(clean);
  if (/^mailto:/i.test(clean)) return [];
  return clean.split(/[,;&]/).map((part) => bare(part.replace(/^[\w.-]{1,100}=/, '')));
}

/** Schemes after which comes no host: local sockets, buckets, names in a registry or store. */
const hostless: ReadonlySet<string> = new Set(
  (
    'file unix npipe data s3 s3a gs abfs adl arn classpath docker docker-daemon oci-layout containerd ssm sm op ' +
    'secretsmanager vault env kubernetes k8s urn cid spiffe aws ecs jar'
  ).split(' '),
);

/** A token may hold several URLs, as lists do; each may name several hosts, as MongoDB's do. */
function fromUrls(token: string, first: number): (HostName | null)[] {
  const hosts: (HostName | null)[] = token.slice(0, first).includes(',')
    ? fromToken(token.slice(0, token.lastIndexOf(',', first)))
    : [];
  for (let mark = first; mark >= 0; mark = token.indexOf('://', mark + 3)) {
    const scheme = schemeBefore(token, mark);
    if (hostless.has(scheme.toLowerCase()) || scheme === '') continue;
    const next = token.indexOf('://', mark + 3);
    const rest = token.slice(mark + 3, Math.min(mark + 3 + 4096, next < 0 ? token.length : next));
    hosts.push(...fromUrl(scheme, rest, next < 0));
  }
  return hosts;
}

/** `rest` is what follows `://`; where another URL follows in the list, it ends in that one's scheme. */
function fromUrl(scheme: string, rest: string, last: boolean): (HostName | null)[] {
  const authority = /^[^/?#;]*/.exec(rest)?.[0] ?? '';
  if (authority === '') return [hostOf(hostElsewhere(scheme, rest))];
  // `jdbc:mysql://address=(host=…)`: the host is read by its key.
  if (authority === 'address' && /mysql|mariadb/i.test(scheme)) return [];
  const parts = authority.slice(authority.lastIndexOf('@') + 1).split(',');
  const endsInScheme = !last && authority.length === rest.length && rest.includes(',');
  return (endsInScheme ? parts.slice(0, -1) : parts).map(hostOf);
}

/** `postgresql:///db?host=name`, `dns:///name:port` of gRPC: the host stands where a path does. */
function hostElsewhere(scheme: string, rest: string): string {
  const form = scheme === 'dns' ? /^\/([\w.:-]{1,260})$/ : /[?&]host=([\w.:-]{1,260})/;
  return form.exec(rest)?.[1] ?? '';
}

/** `jdbc:oracle:thin:@//host:1521/service`, `jdbc:oracle:thin:@host:1521:sid`. */
function fromOracle(token: string): (HostName | null)[] {
  const [, host, port] = /@(?:\/\/)?([\w.-]{1,253})(?::(\d{1,5}))?/.exec(token.slice(0, 4096)) ?? [];
  return host === undefined ? [] : [hostOf(port === undefined ? host : `${host}:${port}`)];
}

const registries =
  /^(?:(?:index\.|registry-1\.)?docker\.io|ghcr\.io|quay\.io|(?:[\w-]+\.)?gcr\.io|public\.ecr\.aws|mcr\.microsoft\.com|registry\.k8s\.io|\d{12}\.dkr[.-]ecr[\w.-]+)$/;

/** `host.tld`, `host:9092`, `user:password@host:5432/db`, `host.tld/path`. */
function bare(token: string): HostName | null {
  // Paths, suffixes (`.svc`, `*.example.com`) and options name no host.
  if (token.length > 2048 || /^(?:[.*~-]|\/(?!\/[\w-]))/.test(token)) return null;
  if (token.startsWith('//')) return bare(token.slice(2));
  const slash = token.indexOf('/', token.lastIndexOf('@') + 1);
  const authority = slash < 0 ? token : token.slice(0, slash);
  const sign = authority.lastIndexOf('@');
  const host = authority.slice(sign + 1);
  if (sign >= 0) {
    // `user@example.com` is a mail address.
    const login = authority.slice(0, sign).includes(':') || /:\d+$/.test(host) || slash >= 0;
    // `git@host:path/to.git`, as scp and git write it.
    const [, remote] = /^([\w.-]{1,253}):[\w~-]*[A-Za-z~_-]/.exec(host) ?? [];
    if (remote !== undefined) return hostOf(remote);
    return login ? hostOf(host) : null;
  }
  return withoutLogin(token, host, slash < 0 ? '' : token.slice(slash));
}

function withoutLogin(token: string, host: string, path: string): HostName | null {
  // `10.0.0.0/8` is a network.
  if (/^\/\d{1,3}$/.test(path) && !/[g-z]/i.test(host)) return null;
  if (path !== '' && isImage(token, host)) return null;
  // One label with a port is a broker or a service beside this one: `kafka:9092`. `redis:7` is an image.
  const [, port] = /^[a-z][\w-]{0,62}:(\d{2,5})$/i.exec(host) ?? [];
  if (port !== undefined) return Number(port) >= 80 ? hostOf(host) : null;
  return bareHostOf(host);
}

function isImage(token: string, host: string): boolean {
  // Keys of labels: `topology.kubernetes.io/zone`.
  if (/(?:^|\.)(?:kubernetes|k8s|prometheus)\.io$/.test(host)) return true;
  const image = parseImageReference(token);
  return registries.test(host) || (image !== null && (image.tag !== null || image.digest !== null));
}
