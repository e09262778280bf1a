import type { Choice } from '../../../../../domain/simulation/choices-of';
import { Scenario } from '../../../../../domain/simulation/scenario';
import type { Finding } from '../../../../../shared/failure';
import { isJsonObject, type JsonObject } from '../../../../../shared/json';
import { mergePatch } from '../../../../../shared/merge-patch';
import { parseJson } from '../../../../../shared/parse-json';
import { zodFindings } from '../../../../../shared/zod-findings';
import { parseInstant } from '../../../../../shared/zone';
import { ORDER_FIELDS } from './order-fields';

export const REPLY_ROWS = [1, 2, 3, 4];

type Given = (name: string) => string;
type Read = { scenario: Scenario | null; rows: number[]; findings: Finding[] };

const found = (path: string, code: string): Finding => ({ path, code, message: code });

/** Findings of a scenario, which only its replies can have, as those of the fields of their rows. */
const ofReplies = (findings: Finding[], rows: number[]): Finding[] =>
  findings.map(({ path }) => {
    const [, position, member] = /^\/replies\/(\d+)(?:\/(\w+))?/.exec(path) ?? [];
    const code = member === 'after' ? 'after' : 'text';
    return found(`/reply_${rows[Number(position)]}_${code}`, code);
  });

/** What stands on a button, as a customer's phone sends it; of one that is filled in, the engine knows it better. */
function titleOf(choices: Choice[], kind: string, id: string): { text?: string } {
  const title = choices.find((choice) => choice.kind === kind && choice.id === id)?.title;
  return title === undefined || title === id || title.includes('{') ? {} : { text: title };
}

function replyIn(given: Given, row: number, choices: Choice[]): { reply: JsonObject | null; findings: Finding[] } {
  const [choice, text] = [given(`reply_${row}_choice`), given(`reply_${row}_text`)];
  if (choice === '' && text === '') return { reply: null, findings: [] };
  const after = given(`reply_${row}_after`);
  if (choice === '') return { reply: { after, text }, findings: [] };
  const [kind, id] = [choice.slice(0, choice.indexOf(':')), choice.slice(choice.indexOf(':') + 1)];
  const isFile = kind === 'kind';
  // A file may have a caption.
  const more = isFile ? (text === '' ? {} : { text }) : titleOf(choices, kind, id);
  const findings = text !== '' && !isFile ? [found(`/reply_${row}_text`, 'two')] : [];
  return { reply: { after, [kind]: id, ...more }, findings };
}

/** The order that the fields make, with the other members merged into it; null where these are no JSON object. */
function orderIn(given: Given): JsonObject | null {
  const more = parseJson(given('more') || '{}');
  if (!more.ok || !isJsonObject(more.value)) return null;
  const order = Object.entries(ORDER_FIELDS).reduce<JsonObject>((whole, [name, { path }]) => {
    const value = given(name);
    return value === ''
      ? whole
      : mergePatch(
          whole,
          path.reduceRight<JsonObject | string>((inner, part) => ({ [part]: inner }), value) as JsonObject,
        );
  }, {});
  return mergePatch(order, more.value);
}

/** The simulator's form as a scenario, or all that is wrong with it and in which field; `rows` are the rows of its replies. */
export function readScenario(form: URLSearchParams, zone: string, choices: Choice[]): Read {
  const given: Given = (name) => form.get(name)?.trim() ?? '';
  const object = orderIn(given);
  const read = given('answers') === 'no' ? [] : REPLY_ROWS.map((row) => ({ row, ...replyIn(given, row, choices) }));
  const rows = read.flatMap(({ row, reply }) => (reply ? [row] : []));
  const now = given('now');
  const isInstant = parseInstant(now, zone).ok;
  const findings = [
    ...(object ? [] : [found('/more', 'json')]),
    ...(now === '' || isInstant ? [] : [found('/now', 'now')]),
    ...read.flatMap((each) => each.findings),
  ];
  const parsed = Scenario.safeParse({
    object: object ?? {},
    replies: read.flatMap(({ reply }) => (reply ? [reply] : [])),
    ...(isInstant ? { now } : {}),
  });
  if (!parsed.success) findings.push(...ofReplies(zodFindings(parsed.error.issues), rows));
  return findings.length > 0 || !parsed.data
    ? { scenario: null, rows, findings }
    : { scenario: parsed.data, rows, findings };
}
