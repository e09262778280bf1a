import { z } from 'zod';
import { templateShapeOf } from '../../src/domain/channels/templates/template-shape';
import { checkDefinition } from '../../src/domain/flows/check/check-definition';
import { checkTemplates } from '../../src/domain/flows/check/check-templates';
import { templatesOf } from '../../src/domain/flows/check/templates-of';
import type { FlowDefinition } from '../../src/domain/flows/definition/definition';
import { simulate } from '../../src/domain/simulation/simulate';
import { presentSimulation } from '../../src/http/resources/simulation';
import { AppError, type Issue } from '../../src/shared/errors/app-error';
import { AnyJsonObject } from '../../src/shared/json/json-schemas';
import { objectOrEmpty } from '../../src/shared/json/read-json';
import { parseMoney } from '../../src/shared/numbers/money';
import { toIssues } from '../../src/shared/validation/zod-issues';
import { differences } from './differences';
import { type FlowTest, FlowTestFile, FolderAccount } from './flow-test-file';

/** A folder's `templates.json`, in the form of Meta's list. */
const Listed = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      language: z.string(),
      category: z.string(),
      status: z.string().default('APPROVED'),
      components: z.array(AnyJsonObject).default([]),
    }),
  ),
});

/** The JSON of a folder of flows; `account` and `templates` are undefined without such a file. */
export type FlowFolder = {
  flows: Record<string, unknown>;
  tests: Record<string, unknown>;
  account: unknown;
  templates: unknown;
};
export type Ran = { flow: string; test: string; problems: string[] };

const lines = (issues: Issue[]): string[] => issues.map(({ path, code, message }) => `${path}: ${code}: ${message}`);
const parsed = <Schema extends z.ZodType>(schema: Schema, value: unknown) => {
  const result = schema.safeParse(value);
  return result.success
    ? { value: result.data, problems: [] }
    : { value: null, problems: lines(toIssues(result.error.issues)) };
};

/** Returns a flow with the values that a test gives to its settings; `definition` is null where one is wrong. */
function withValues(raw: unknown, { values }: FlowTest): { definition: FlowDefinition | null; issues: Issue[] } {
  const flow = objectOrEmpty(raw);
  const { definition, issues } = checkDefinition(
    values === undefined ? raw : { ...flow, values: { ...objectOrEmpty(flow.values), ...values } },
  );
  return { definition: issues.length > 0 ? null : definition, issues };
}

/** Runs the tests of every flow of a folder in the simulator; an invalid flow or one without tests is a problem too. */
export async function runFlowTests(folder: FlowFolder): Promise<Ran[]> {
  const account = parsed(FolderAccount, folder.account ?? {});
  const templates = parsed(Listed, folder.templates ?? { data: [] });
  const shared = [...account.problems, ...templates.problems];
  if (!account.value || !templates.value) return [{ flow: '', test: 'the folder', problems: shared }];
  const { time_zone: timeZone, currency, price_list, opt_out_words, opt_in_words, opt_out_policy } = account.value;
  const settings = {
    timeZone,
    currency,
    priceList: Object.fromEntries(Object.entries(price_list).map(([kind, price]) => [kind, parseMoney(price) ?? 0])),
    optOutWords: opt_out_words,
    optInWords: opt_in_words,
    optOutPolicy: opt_out_policy,
  };
  const known = templates.value.data.map((template) => ({ ...template, shape: templateShapeOf(template.components) }));

  const flows = Object.keys(folder.flows).map((key) => ({ key, active: true }));

  const play = async (
    flow: string,
    definition: FlowDefinition,
    { name, expect, values: _, ...scenario }: FlowTest,
  ): Promise<Ran> => {
    try {
      const store = { id_store: 'str_test', name: 'Test' };
      const world = {
        definition,
        flow,
        account: settings,
        store,
        storeKind: null,
        templates: known,
        flows,
        scenario,
        now: Date.now(),
      };
      const got = presentSimulation(await simulate(world), settings, []);
      return { flow, test: name, problems: differences(expect, got) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { flow, test: name, problems: lines(error.issues) };
    }
  };

  const ran: Ran[] = [];
  for (const [flow, raw] of Object.entries(folder.flows)) {
    const { definition, parsedFlow, issues } = checkDefinition(raw);
    const ofTemplates = folder.templates === undefined ? [] : checkTemplates(templatesOf(parsedFlow), known).issues;
    const file = parsed(FlowTestFile, folder.tests[flow] ?? { tests: [] });
    const problems = [...lines([...issues, ...ofTemplates]), ...file.problems];
    ran.push({ flow, test: 'the files', problems });
    if (problems.length > 0 || !definition || !file.value) continue;
    for (const test of file.value.tests) {
      const checked = withValues(raw, test);
      ran.push(
        checked.definition
          ? await play(flow, checked.definition, test)
          : { flow, test: test.name, problems: lines(checked.issues) },
      );
    }
  }
  const orphans = Object.keys(folder.tests).filter((flow) => !Object.hasOwn(folder.flows, flow));
  return [...ran, ...orphans.map((flow) => ({ flow, test: 'the files', problems: [`there is no ${flow}.json`] }))];
}
