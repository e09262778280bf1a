import type { ReplyChoice } from '../../../domain/flows/choices-of';
import { Scenario } from '../../../domain/simulation/scenario';
import type { Issue } from '../../../shared/errors/app-error';
import { isJsonObject, type JsonObject } from '../../../shared/json/json';
import { mergePatch } from '../../../shared/json/merge-patch';
import { parseJson } from '../../../shared/json/parse-json';
import { parseInstant } from '../../../shared/time/time-zone';
import { toIssues } from '../../../shared/validation/zod-issues';
import { ORDER_FIELDS } from './order-fields';

export const REPLY_ROWS = [1, 2, 3, 4];

type FieldReader = (name: string) => string;
type ScenarioForm = { scenario: Scenario | null; rows: number[]; issues: Issue[] };

const issueAt = (path: string, code: string): Issue => ({ path, code, message: code });

/** Maps the issues of a scenario, which only replies can have, to the fields of their rows. */
const replyIssues = (issues: Issue[], rows: number[]): Issue[] =>
  issues.map(({ path }) => {
    const [, position, member] = /^\/replies\/(\d+)(?:\/(\w+))?/.exec(path) ?? [];
    const code = member === 'after' ? 'after' : 'text';
    return issueAt(`/reply_${rows[Number(position)]}_${code}`, code);
  });

/** The title that a phone sends with a button's id; the engine fills it in where the button is known. */
function titleOf(choices: ReplyChoice[], kind: string, id: string): { text?: string } {
  const title = choices.find((choice) => choice.kind === kind && choice.id === id)?.title;
  return title === undefined || title === id || title.includes('{') ? {} : { text: title };
}

function readReply(
  values: FieldReader,
  row: number,
  choices: ReplyChoice[],
): { reply: JsonObject | null; issues: Issue[] } {
  const [choice, text] = [values(`reply_${row}_choice`), values(`reply_${row}_text`)];
  if (choice === '' && text === '') return { reply: null, issues: [] };
  const after = values(`reply_${row}_after`);
  if (choice === '') return { reply: { after, text }, issues: [] };
  const [kind, id] = [choice.slice(0, choice.indexOf(':')), choice.slice(choice.indexOf(':') + 1)];
  const isFile = kind === 'kind';
  // A file may have a caption.
  const more = isFile ? (text === '' ? {} : { text }) : titleOf(choices, kind, id);
  const issues = text !== '' && !isFile ? [issueAt(`/reply_${row}_text`, 'two')] : [];
  return { reply: { after, [kind]: id, ...more }, issues };
}

/** Builds the order from the fields and merges the extra members into it; null if these are not a JSON object. */
function readOrder(values: FieldReader): JsonObject | null {
  const more = parseJson(values('more') || '{}');
  if (!more.ok || !isJsonObject(more.value)) return null;
  const order = Object.entries(ORDER_FIELDS).reduce<JsonObject>((whole, [name, { path }]) => {
    const value = values(name);
    return value === ''
      ? whole
      : mergePatch(
          whole,
          path.reduceRight<JsonObject | string>((inner, part) => ({ [part]: inner }), value) as JsonObject,
        );
  }, {});
  return mergePatch(order, more.value);
}

/** Parses the simulator's form into a scenario, or into all its issues by field; `rows` are the reply rows. */
export function readScenario(form: URLSearchParams, zone: string, choices: ReplyChoice[]): ScenarioForm {
  const values: FieldReader = (name) => form.get(name)?.trim() ?? '';
  const object = readOrder(values);
  const read = values('answers') === 'no' ? [] : REPLY_ROWS.map((row) => ({ row, ...readReply(values, row, choices) }));
  const rows = read.flatMap(({ row, reply }) => (reply ? [row] : []));
  const now = values('now');
  const isInstant = parseInstant(now, zone).ok;
  const issues = [
    ...(object ? [] : [issueAt('/more', 'json')]),
    ...(now === '' || isInstant ? [] : [issueAt('/now', 'now')]),
    ...read.flatMap((each) => each.issues),
  ];
  const parsed = Scenario.safeParse({
    object: object ?? {},
    replies: read.flatMap(({ reply }) => (reply ? [reply] : [])),
    ...(isInstant ? { now } : {}),
  });
  if (!parsed.success) issues.push(...replyIssues(toIssues(parsed.error.issues), rows));
  return issues.length > 0 || !parsed.data ? { scenario: null, rows, issues } : { scenario: parsed.data, rows, issues };
}
