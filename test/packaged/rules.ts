// Every rule that is deployed: of the packaged template at home, and of the templates for members and for the Regions of global services.
import { readFileSync } from 'node:fs';
import { ofType } from '../../scripts/local/template.ts';
import { readYaml } from '../../scripts/templates/cloudformation.ts';
import { isObject, type JsonObject, objectOf } from '../../shared/model/json.ts';
import { folder } from './world.ts';

/** Patterns by `template/logical id`. Rules with a schedule have none. */
export function deployedPatterns(): ReadonlyMap<string, JsonObject> {
  const home = `${folder}/cloudformation-template-update-stack.json`;
  const templates = {
    home: objectOf(JSON.parse(readFileSync(home, 'utf8'))),
    member: readYaml('deploy/member-account.yml'),
    global: readYaml('deploy/global-forwarding.yml'),
  };
  return new Map(
    Object.entries(templates).flatMap(([name, template]) =>
      ofType(template, 'AWS::Events::Rule').flatMap(([id, { EventPattern }]) =>
        isObject(EventPattern) ? [[`${name}/${id}`, EventPattern] as const] : [],
      ),
    ),
  );
}
