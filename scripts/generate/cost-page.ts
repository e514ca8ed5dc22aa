// Writes docs/cost.md: what a deployment costs, derived from measured requests and from prices with their sources.
// SPDX-License-Identifier: Apache-2.0
import { deployedIn } from './cost/deployed.ts';
import { assumed, measured, prices, readOn } from './cost/figures.ts';
import { idle, type Line, organisation, perMillion, perMillionFailing, total } from './cost/model.ts';

const note = '<!-- Written by `npm run generate` from scripts/generate/cost; not by hand. -->';

export function renderCost(root: string): string {
  const deployed = deployedIn(root);
  const { failing } = measured;
  return `${[
    note,
    '# Cost',
    `In US dollars, us-east-1, arm64, beyond the free tiers; other Regions are dearer by up to a quarter. Requests to the table are measured
(\`test/functions/table-cost.test.ts\`; of the packaged functions under load: [scale.md](scale.md)). The time of functions follows from the processor's,
which is measured too. Logs, polling and traffic are **assumed**: none of this was
run in an account of AWS for a month. Prices were read on ${readOn} from the pages at the end: AWS's own price tables are filled in by scripts and could not be read, so
check them before you rest a budget on this page.`,
    '## A month in which nothing happens',
    tableOf('one account, one Region', idle(deployed)),
    `Only where you use them: Security Hub ([its price](security-hub.md#security-hub)), the Slack secret (Secrets Manager), a key for seals (KMS), a dashboard beyond the account's free ones, and storage: the
record and its backups, the bucket of the anchors.`,
    '## A million events of tasks',
    tableOf(
      `that pass (${measured.next.reads} reads, ${measured.next.writes} write of ${measured.next.units} units)`,
      perMillion(measured.next),
    ),
    tableOf(`the same again (${measured.repeated.reads} reads, no write)`, perMillion(measured.repeated)),
    tableOf(
      `that fail ${failing.findings} controls at once for the first time (${failing.reads} reads, ${failing.writes} writes of ${failing.units} units)`,
      perMillionFailing(),
    ),
    `A failing event costs most once: repeated, it costs what a passing one costs. Every read is counted as one unit and every write of a failing event
twice, for the index: an upper bound.`,
    '## Organisations',
    organisations(deployed),
    `Assumed: ${assumed.taskEvents} events of tasks and ${assumed.otherEvents} others a day and account, one in ${assumed.oneFailsIn} fails as above for the first time, one Region, a sweep of
${assumed.sweepSeconds} seconds every six hours. Scale it by your own count: the metric \`MatchedEvents\` of the rules. Not in it: audit logs of EKS, whose log group you pay anyway, and
storage. Forwarded events are in it, though the account that sends them pays for them.`,
    '## Prices',
    ['| price | per | read in |', '|---|---|---|', ...Object.values(prices).map(priceRow)].join('\n'),
  ].join('\n\n')}\n`;
}

function tableOf(heading: string, lines: readonly Line[]): string {
  const rows = lines.map(({ what, dollars }) => `| ${what} | ${dollarsOf(dollars)} |`);
  return `| ${heading} | |\n|---|---|\n${rows.join('\n')}\n| **together** | **${dollarsOf(total(lines))}** |`;
}

function organisations(deployed: Parameters<typeof idle>[0]): string {
  const rows = [10, 1000, 10_000].map((accounts) => {
    const { eventsPerMonth, dollars } = organisation(accounts, deployed);
    const each = dollarsOf(dollars / accounts);
    return `| ${accounts.toLocaleString('en')} | ${(eventsPerMonth / 1e6).toFixed(1)} million | ${dollarsOf(dollars)} | ${each} |`;
  });
  return ['| accounts | events a month | a month | an account |', '|---|---|---|---|', ...rows].join('\n');
}

function dollarsOf(dollars: number): string {
  return dollars >= 100 ? `$${Math.round(dollars).toLocaleString('en')}` : `$${dollars.toFixed(2)}`;
}

function priceRow({ dollars, per, source }: { dollars: number; per: string; source: string }): string {
  return `| $${dollars.toFixed(10).replace(/0+$/, '').replace(/\.$/, '')} | ${per} | ${source} |`;
}
