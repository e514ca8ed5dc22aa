// `npm run deploy [-- options]`: deploys the stack and the policy, upgrades, rolls back, covers an organisation, or removes it all.
// SPDX-License-Identifier: Apache-2.0
import { wordsOfError } from './aws-errors.ts';
import { asked, contradictionIn, usage } from './deploy/asked.ts';
import { deployHome, goBackIfMeant, remove, upgrade } from './deploy/commands.ts';
import { deployOrganization, removeOrganization } from './deploy/organization/command.ts';

async function deploy(args: readonly string[]): Promise<number> {
  const options = asked(args, process.env);
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const contradiction = contradictionIn(options);
  const refused = [...options.misread, ...(contradiction === null ? [] : [contradiction])];
  for (const line of refused) console.error(line);
  if (refused.length > 0) return 2;
  if (options.remove) return options.organization ? removeOrganization(options) : remove(options);
  if (options.organization) return deployOrganization(options);
  if (options.rollBack) return goBackIfMeant(options);
  return options.upgrade ? upgrade(options) : deployHome(options);
}

try {
  process.exitCode = await deploy(process.argv.slice(2));
} catch (error) {
  console.error(wordsOfError(error));
  process.exitCode = 1;
}
