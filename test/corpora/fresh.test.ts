// Evasions and look-alikes that were labelled before they were run: every control judges as the label says.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { verdictsOf } from '../support/judge.ts';
import { disagreementOf, type Label, told } from '../support/labels.ts';

const root = join(process.env.SEAWALL_CORPORA ?? '../shared/corpora', 'fresh');
const absent = !existsSync(root);
if (absent && !process.env.CI) console.warn(`SKIPPED: no corpus at ${root} (set SEAWALL_CORPORA)`);

/** Cases that are not mended yet, by what they are about. Whoever mends one takes it out. */
const open: Readonly<Record<string, readonly string[]>> = {
  secrets: [
    'ecs-cfn-dynref-join.yaml',
    'ecs-firelens-apikey.json',
    'r2-log-env.json',
    'r2-immutable-cm.yaml',
  ],
  'Kubernetes kinds': [
    'k8s-workflow.yaml',
    'k8s-cronworkflow.yaml',
    'k8s-scaledjob.yaml',
    'k8s-tekton-task.yaml',
    'k8s-tekton-pipelinerun.yaml',
    'k8s-jobset.yaml',
    'k8s-nested-list.yaml',
    'k8s-concat.json',
  ],
  'Kubernetes access': [
    'k8s-rbac-aggregated.yaml',
    'r2-rbac-star-exec.yaml',
    'r2-rbac-system-secrets.yaml',
    'r2-rbac-bind-view.yaml',
    'r2-rbac-csr.yaml',
    'r2-rbac-pods-subres.yaml',
  ],
  commands: [
    'cmd-git-run.json',
    'cmd-var-prog.json',
    'cmd-choco.json',
    'cmd-devtcp.json',
    'cmd-openssl-rev.json',
    'r2-cmd-while-eval.json',
    'r2-cmd-scp-run.json',
    'r2-cmd-unzip-run.json',
    'r2-cmd-bunx.json',
    'r2-cmd-heredoc.json',
    'r2-cmd-python-subproc.json',
    'r2-cmd-node-child.json',
    'r2-cmd-devtcp-sh.json',
    'r2-cmd-ps-scriptblock.json',
    'r2-cmd-ps-outfile.json',
    'r2-cmd-msiexec.json',
    'r2-cmd-mshta.json',
    'r2-cmd-sh-php.json',
  ],
  registries: [
    'img-evil-path.json',
    'img-own-dualstack.json',
    'r2-cfn-mixed-image.yaml',
    'r2-img-evil-region.json',
    'r2-img-evil-port.json',
    'r2-img-hub-registry1.json',
  ],
  events: ['r2-filter-log-events.json', 'r2-reset-service.json'],
  'opened by the command line only': [
    'k8s-utf16.yaml',
    'ev-k8s-cwl.json',
    'ev-records.json.gz',
    'r2-cwl-export.gz',
    'r2-sqs.json',
  ],
};

interface Row extends Label {
  /** A policy file of the corpus. */
  readonly policy?: string;
  readonly profile?: 'baseline' | 'restricted';
}

const rowsOf = (name: string): readonly Row[] =>
  readFileSync(join(root, `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Row => JSON.parse(line));

function under({ policy, profile }: Row) {
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(policy === undefined ? {} : { policy: parse(readFileSync(join(root, policy), 'utf8')) }),
  };
}

async function judgedRow(folder: string, row: Row): Promise<string | null> {
  const verdicts = await verdictsOf(join(root, folder, row.file), under(row)).catch(() => null);
  return disagreementOf(row, verdicts);
}

describe.skipIf(absent && !process.env.CI)('the fresh cases', () => {
  it.each(['files', 'events'])('%s', async (folder) => {
    const found = await Promise.all(rowsOf(folder).map((row) => judgedRow(folder, row)));
    expect(told(`fresh/${folder}`, found, Object.values(open).flat())).toEqual([]);
  });
});
