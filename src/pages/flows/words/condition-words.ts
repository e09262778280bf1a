import { describeValue } from '../../../domain/flows/setting-changes/describe-value';
import { type FlowFacts, labelOfSetting, settingNamed } from './flow-facts';
import { memberInWords } from './text-words';
import { wordsTexts } from './words-texts';

const COMPARISON = /^([\w.]+)\s*(==|!=|>=|<=|>|<|contains)\s*(?:'([^']*)'|"([^"]*)"|([\w.]+))$/;

const CHECKED_ADDRESS = /^\w+\.address\.check\.result$/;

/** What a label adds in parentheses for whoever sets it. */
const EXPLANATION = /\s*\([^)]*\)/g;

/** Returns the words for a comparison with a setting's value. */
function settingInWords(facts: FlowFacts, name: string, operator: string, value: string | undefined): string {
  const { language } = facts;
  const t = wordsTexts[language];
  const setting = settingNamed(facts, name);
  const label = labelOfSetting(setting, name, language).replace(EXPLANATION, '');
  if (!setting || (operator !== '==' && operator !== '')) return t.ownCondition;
  if (value === undefined || setting.type === 'boolean') return t.settingOn(label);
  return t.settingIs(label, describeValue(setting, value, language));
}

/** The payment that a flow leaves out by a setting; null if the merchant has chosen to leave none out. */
function skippedPayment(facts: FlowFacts, name: string): string | null {
  const value = facts.values[name];
  return value === 'cod' ? wordsTexts[facts.language].noCashOnDelivery : null;
}

function partInWords(facts: FlowFacts, part: string): string | null {
  const t = wordsTexts[facts.language];
  if (Object.hasOwn(t.conditions, part)) return t.conditions[part] ?? null;
  const flag = /^settings\.(\w+)$/.exec(part)?.[1];
  if (flag !== undefined) return settingInWords(facts, flag, '', undefined);
  const [, path = '', operator = '', single, double, bare] = COMPARISON.exec(part) ?? [];
  if (path === '') return t.ownCondition;
  const compared = single ?? double ?? bare ?? '';
  const setting = /^settings\.(\w+)$/.exec(path)?.[1];
  if (setting !== undefined) return settingInWords(facts, setting, operator, compared);
  const skipped = /^settings\.(\w+)$/.exec(bare ?? '')?.[1];
  if (skipped !== undefined) {
    return path === 'order.payment_method' && operator === '!=' ? skippedPayment(facts, skipped) : t.ownCondition;
  }
  if (CHECKED_ADDRESS.test(path) && operator === '==' && compared === 'ok') return t.rightAddress;
  const member = memberInWords(facts, path);
  if (bare === 'blank' && member !== t.something) return operator === '==' ? t.absent(member) : t.present(member);
  if (member === t.something || /^[a-z]\w*\./.test(bare ?? '')) return t.ownCondition;
  return `${member} ${t.operators[operator] ?? operator} ${t.values[compared] ?? compared}`;
}

/** Returns a condition in words, such as "only cash on delivery"; an empty text if it always holds. */
export function conditionInWords(facts: FlowFacts, condition: string): string {
  const { join } = wordsTexts[facts.language];
  if (condition.trim() === '') return '';
  const parts = condition.trim().split(/\s+(and|or)\s+/);
  let words = '';
  parts.forEach((part, i) => {
    if (i % 2 === 1) return;
    const said = partInWords(facts, part.trim().replaceAll(/\s+/g, ' '));
    if (said === null || said === '') return;
    const link = join[parts[i - 1] === 'or' ? 'or' : 'and'];
    words = words === '' ? said : link === join.or ? `${words} ${link} ${said}` : `${words}, ${said}`;
  });
  return words;
}
