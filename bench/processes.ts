// The processor's time of whole processes, side by side in one run, as each says so itself at its end.
import { spawnSync } from 'node:child_process';

const telling = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();process._rawDebug('took',(user+system)/1000)})`;
const rounds = 7;

/** Milliseconds: the medians of some interleaved runs. Throws where one ends with another code than 0. */
export function processesSideBySide<Name extends string>(
  node: string,
  scripts: Readonly<Record<Name, readonly string[]>>,
  env: Readonly<Record<string, string>>,
): Readonly<Record<Name, number>> {
  const names = Object.keys(scripts) as Name[];
  const times = Array.from({ length: rounds }, () => names.map((name) => timeOf(node, scripts[name], env)));
  const median = (index: number) =>
    times.map((round) => round[index] ?? Number.NaN).toSorted((a, b) => a - b)[Math.floor(rounds / 2)];
  return Object.fromEntries(names.map((name, index) => [name, median(index)])) as Record<Name, number>;
}

function timeOf(node: string, args: readonly string[], env: Readonly<Record<string, string>>): number {
  const { status, stderr } = spawnSync(node, ['--import', telling, ...args], { env, encoding: 'utf8' });
  const [, took] = /^took ([\d.]+)$/m.exec(stderr) ?? [];
  if (status !== 0 || took === undefined) throw new Error(`${args.join(' ')}: ${stderr}`);
  return Number(took);
}
