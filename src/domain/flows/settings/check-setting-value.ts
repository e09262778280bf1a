import type { Issue } from '../../../shared/errors/app-error';
import { parseDuration } from '../../../shared/time/duration';
import { toIssues } from '../../../shared/validation/zod-issues';
import { BLANK_WORD_MESSAGE, isBlankWord } from '../../words/blank-word';
import { SETTING_VALUES, type Setting } from './setting';

/** Returns a duration in milliseconds, a number as it is. */
const measure = (value: unknown): number => (typeof value === 'string' ? (parseDuration(value) ?? 0) : Number(value));

function checkRange(setting: Extract<Setting, { min?: unknown }>, value: unknown, path: string): Issue[] {
  const { min, max } = setting;
  if (min !== undefined && measure(value) < measure(min)) {
    return [{ path, code: 'too_small', message: `This must be at least ${min}` }];
  }
  if (max !== undefined && measure(value) > measure(max)) {
    return [{ path, code: 'too_big', message: `This must be at most ${max}` }];
  }
  return [];
}

/** Checks a value against the type and the limits of its setting. `path` is the JSON Pointer of the value. */
export function checkSettingValue(setting: Setting, value: unknown, path: string): Issue[] {
  const parsed = SETTING_VALUES[setting.type].safeParse(value);
  if (!parsed.success)
    return toIssues(parsed.error.issues).map((issue) => ({ ...issue, path: `${path}${issue.path}` }));
  if (setting.type === 'duration' || setting.type === 'number') return checkRange(setting, value, path);
  if (setting.type === 'words') {
    return (value as string[]).flatMap((word, i) =>
      isBlankWord(word) ? [{ path: `${path}/${i}`, code: 'blank_word', message: BLANK_WORD_MESSAGE }] : [],
    );
  }
  if (setting.type !== 'choice' || setting.choices.some((choice) => choice.value === value)) return [];
  const known = setting.choices.map((choice) => choice.value).join(', ');
  return [{ path, code: 'invalid_value', message: `This must be one of ${known}` }];
}

/** Checks the default and the limits of a well-formed setting. `path` is the JSON Pointer of the setting. */
export function checkSetting(setting: Setting, path: string): Issue[] {
  const issues: Issue[] = [];
  if (setting.default !== undefined) issues.push(...checkSettingValue(setting, setting.default, `${path}/default`));
  else if (setting.required !== true) {
    const message = 'A setting without a default must be required: add a default or "required": true';
    issues.push({ path, code: 'default_missing', message });
  }
  if ('min' in setting && 'max' in setting && measure(setting.min) > measure(setting.max)) {
    issues.push({
      path: `${path}/min`,
      code: 'min_over_max',
      message: `This must not be more than max, ${setting.max}`,
    });
  }
  if (setting.type === 'choice') {
    const values = setting.choices.map(({ value }) => value);
    for (const [i, value] of values.entries()) {
      if (values.indexOf(value) === i) continue;
      const message = `Another choice has the value ${value} too: give each its own`;
      issues.push({ path: `${path}/choices/${i}/value`, code: 'repeated_choice', message });
    }
  }
  return issues;
}
