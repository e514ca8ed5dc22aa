// The processor's time of a process from its start to its end, as it says so itself: what else the machine does counts for nothing.
import { spawnSync } from 'node:child_process';

const telling = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();process._rawDebug('took',(user+system)/1000)})`;

/** Milliseconds, the median of some runs of each; runs are interleaved. Throws where one ends with another code than 0. */
export function processorTimeOf(
  node: string,
  scripts: readonly (readonly string[])[],
  env: Readonly<Record<string, string>>,
): readonly number[] {
  const times = scripts.map((): number[] => []);
  for (let round = 0; round < 7; round++)
    for (const [index, args] of scripts.entries()) times[index]?.push(timeOf(node, args, env));
  return times.map((some) => some.toSorted((a, b) => a - b)[3] ?? Number.NaN);
}

function timeOf(node: string, args: readonly string[], env: Readonly<Record<string, string>>): number {
  const { status, stderr } = spawnSync(node, ['--import', telling, ...args], { env, encoding: 'utf8' });
  const [, took] = /^took ([\d.]+)$/m.exec(stderr) ?? [];
  if (status !== 0 || took === undefined) throw new Error(`${args.join(' ')}: ${stderr}`);
  return Number(took);
}
