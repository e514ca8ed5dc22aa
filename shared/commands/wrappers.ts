// Programs that run another program: shells with `-c`, init systems, user switchers, limits. Takes one of them off.

export type Inner =
  /** `words` run; `assignments` are set for them. */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly assignments?: readonly string[] }
  /** Shell text runs. */
  | { readonly kind: 'text'; readonly text: string };

interface Wrapper {
  /** Options that take the next word as their value. */
  readonly values?: readonly string[];
  /** Words between the options and the program: a user, a duration. */
  readonly operands?: number;
}

const plain: Wrapper = {};
const oneOperand: Wrapper = { operands: 1 };

const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ...'busybox builtin catatonit ddtrace-run docker-init nohup numactl opentelemetry-instrument setsid toybox unbuffer unshare'
    .split(' ')
    .map((name): [string, Wrapper] => [name, plain]),
  ...'chroot envdir flock gosu newrelic-admin s6-setuidgid setuidgid su-exec taskset'
    .split(' ')
    .map((name): [string, Wrapper] => [name, oneOperand]),
  ['chpst', { values: ['-u', '-U', '-e', '-n', '-m', '-l'] }],
  ['chrt', { operands: 1, values: ['-T', '-P', '-D'] }],
  ['command', plain],
  ['doas', { values: ['-u', '-C'] }],
  ['dumb-init', { values: ['-r', '--rewrite'] }],
  ['env', { values: ['-u', '--unset', '-C', '--chdir'] }],
  ['exec', { values: ['-a'] }],
  ['ionice', { values: ['-c', '-n'] }],
  ['nice', { values: ['-n', '--adjustment'] }],
  ['nsenter', { values: ['-t', '--target'] }],
  ['runuser', { values: ['-u', '-g', '--user', '--group'] }],
  [
    'setpriv',
    { values: ['--reuid', '--regid', '--groups', '--inh-caps', '--ambient-caps', '--bounding-set'] },
  ],
  ['stdbuf', { values: ['-i', '-o', '-e'] }],
  ['strace', { values: ['-o', '-e', '-s'] }],
  ['sudo', { values: ['-u', '-g', '-h', '-p', '-C', '-r', '-t', '-T', '-U', '-D', '--user', '--group'] }],
  ['time', { values: ['-o', '-f'] }],
  ['timeout', { operands: 1, values: ['-s', '-k', '--signal', '--kill-after'] }],
  ['tini', { values: ['-p', '-e'] }],
  ['tini-static', { values: ['-p', '-e'] }],
  ['watch', { values: ['-n', '--interval'] }],
  ['xargs', { values: ['-n', '-P', '-I', '-d', '-a', '-L', '-s', '-E'] }],
]);

/** Programs whose own arguments end at `--`, after which stands what they run. */
const untilDashes: ReadonlySet<string> = new Set(
  (
    'aws-vault berglas chamber cws-instrumentation dbus-run-session dockerize doppler envconsul infisical op sops ' +
    'ssm-env summon teller vault-env wait-for wait-for-it wait-for-it.sh wait-for.sh'
  ).split(' '),
);
const shells: ReadonlySet<string> = new Set(
  'sh bash ash dash zsh ksh ksh93 mksh rbash fish csh tcsh'.split(' '),
);
/** Programs that hand the text after `-c` to a shell. */
const takesText: ReadonlySet<string> = new Set(['su', 'runuser', 'flock', 'script']);
/** Scripts that end in `exec "$@"`, as those of the official images do. */
const entryScript = /^[\w.-]{0,40}entry-?(?:point)?[\w-]{0,40}(?:\.[a-z]{2,4})?$/;
const dynamicLinker = /^ld-(?:linux|musl)[\w.-]*$/;

export function isShell(program: string): boolean {
  return shells.has(program);
}

/** `/usr/sbin/SSHD.exe` is `sshd`. */
export function programName(path: string): string {
  return path
    .slice(-4096)
    .replace(/^.*[\\/]/s, '')
    .toLowerCase()
    .replace(/\.exe$/, '');
}

/** What the words run in their turn; null where they run nothing that can be read. */
export function unwrap(words: readonly string[]): Inner | null {
  const program = programName(words[0] ?? '');
  return textRun(program, words) ?? wordsRun(program, words);
}

function textRun(program: string, words: readonly string[]): Inner | null {
  if (isShell(program)) return fromShell(words);
  if (program === 'eval') return text(words.slice(1).join(' '));
  if (program === 'trap') return /^-/.test(words[1] ?? '-') ? null : text(words[1] ?? '');
  if (program === 'cmd') return fromWindows(words, /^\/[ckCK]$/);
  if (program === 'powershell' || program === 'pwsh') return fromWindows(words, /^[-/]c(?:o(?:m[a-z]*)?)?$/i);
  if (!takesText.has(program)) return null;
  const option = words.findIndex((word) => word === '-c' || word === '--command');
  return option < 0 ? null : text(words[option + 1] ?? '');
}

function wordsRun(program: string, words: readonly string[]): Inner | null {
  if (untilDashes.has(program)) return after(words, words.indexOf('--', 1));
  if (program === 'find') {
    return after(
      words,
      words.findIndex((word) => /^-(?:exec|execdir|ok)$/.test(word)),
    );
  }
  if (entryScript.test(program)) return after(words, 0);
  if (dynamicLinker.test(program)) {
    return fromWrapper(words, { values: ['--library-path', '--preload', '--argv0'] });
  }
  const wrapper = wrappers.get(program);
  return wrapper === undefined ? null : fromWrapper(words, wrapper);
}

function text(content: string): Inner | null {
  return content === '' ? null : { kind: 'text', text: content };
}

function after(words: readonly string[], index: number): Inner | null {
  return index < 0 || index + 1 >= words.length ? null : { kind: 'words', words: words.slice(index + 1) };
}

/** Options may stand in clusters (`-euo pipefail -c`, `-lc`), and after `-c` too. */
function fromShell(words: readonly string[]): Inner | null {
  const end = endOfOptions(words, (option) => /^--(?:rcfile|init-file)$|^[-+][a-zA-Z]*[oO]$/.test(option));
  const command = words.slice(1, end).some((word) => /^-[abd-zA-Z]*c[a-zA-Z]*$/.test(word));
  if (command) return text(words[end] ?? '');
  return entryScript.test(programName(words[end] ?? '')) ? after(words, end) : null;
}

/** Index of the first word that is neither an option nor an option's value. */
function endOfOptions(words: readonly string[], takesValue: (option: string) => boolean): number {
  let index = 1;
  for (; /^[-+]./.test(words[index] ?? ''); index++) {
    const word = words[index] ?? '';
    if (word === '--') return index + 1;
    if (takesValue(word)) index++;
  }
  return index;
}

/** Roughly: the rest of the line, its backslashes kept. */
function fromWindows(words: readonly string[], option: RegExp): Inner | null {
  const index = words.findIndex((word, position) => position > 0 && option.test(word));
  return index < 0
    ? null
    : text(
        words
          .slice(index + 1)
          .join(' ')
          .replaceAll('\\', '\\\\')
          // `iex (…)` runs what the brackets give, as `$(…)` does.
          .replaceAll(/\b(iex|invoke-expression)\s{0,4}\(/gi, '$1 $('),
      );
}

function fromWrapper(words: readonly string[], { values = [], operands = 0 }: Wrapper): Inner | null {
  const program = programName(words[0] ?? '');
  const split = program === 'env' ? words.findIndex((word) => /^(?:-S|--split-string)$/.test(word)) : -1;
  let index = endOfOptions(words, (option) => values.includes(option));
  if (split > 0 && split < index) return text(words.slice(split + 1).join(' '));
  // `command -v curl` only asks.
  if (program === 'command' && /^-[vV]$/.test(words[1] ?? '')) return null;
  index += operands;
  if (words[index] === '--') index++;
  const first = index;
  const sets = program === 'env' || program === 'sudo';
  while (sets && /^[A-Za-z_]\w*=/.test(words[index] ?? '')) index++;
  if (index >= words.length) return null;
  return { kind: 'words', words: words.slice(index), assignments: words.slice(first, index) };
}
