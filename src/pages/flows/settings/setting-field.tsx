import type { Child } from 'hono/jsx';
import { describeValue } from '../../../domain/flows/setting-changes/describe-value';
import type { Setting } from '../../../domain/flows/settings/setting';
import type { Issue } from '../../../shared/errors/app-error';
import type { Language } from '../../../shared/text/language';
import { labelOfSetting } from '../words/flow-facts';
import { DurationInput, HoursInput } from './compound-inputs';
import { settingIssueText } from './setting-issue-text';
import { fieldOf } from './settings-form';
import { settingsTexts } from './settings-texts';

/** More options than this are a menu. */
const MAX_RADIOS = 4;

export type SettingFieldProps = {
  language: Language;
  name: string;
  setting: Setting;
  /** The values as typed. */
  form: URLSearchParams;
  issues: Issue[];
};

/** What a field allows, and what it takes if it is left empty. */
function hintOf({ language, setting }: SettingFieldProps): string {
  const t = settingsTexts[language];
  const words = (value: string | number) => describeValue(setting, value, language);
  const range =
    setting.type === 'duration' || setting.type === 'number'
      ? [
          ...(setting.min === undefined ? [] : [t.from(words(setting.min))]),
          ...(setting.max === undefined ? [] : [t.upTo(words(setting.max))]),
        ]
      : [];
  const isShort = ['duration', 'number', 'hours', 'choice'].includes(setting.type) && setting.default !== undefined;
  return [
    ...(isShort ? [t.default(describeValue(setting, setting.default ?? null, language))] : []),
    ...range,
    ...(setting.type === 'words' ? [t.onePerLine] : []),
    ...(setting.type === 'template_text' ? [t.inTemplate] : []),
  ].join(' ');
}

type Described = { id: string; describedBy: string | undefined; isWrong: boolean };

function ChoiceInput({ props, id, describedBy, isWrong }: { props: SettingFieldProps } & Described) {
  const { language, name, setting, form } = props;
  if (setting.type !== 'choice') return null;
  const chosen = form.get(fieldOf(name)) ?? '';
  const labelled = setting.choices.map(({ value, label }) => ({ value, label: label?.[language] ?? value }));
  if (labelled.length <= MAX_RADIOS) {
    return (
      <div class="choices">
        {labelled.map(({ value, label }) => (
          <label>
            <input type="radio" name={fieldOf(name)} value={value} checked={value === chosen} />{' '}
            <span dir="auto">{label}</span>
          </label>
        ))}
      </div>
    );
  }
  const options = chosen === '' ? [{ value: '', label: settingsTexts[language].notChosen }, ...labelled] : labelled;
  return (
    <select id={id} name={fieldOf(name)} aria-describedby={describedBy} aria-invalid={isWrong ? 'true' : undefined}>
      {options.map(({ value, label }) => (
        <option value={value} dir="auto" selected={value === chosen}>
          {label}
        </option>
      ))}
    </select>
  );
}

function TextInput({ props, id, describedBy, isWrong }: { props: SettingFieldProps } & Described) {
  const { name, setting, form } = props;
  const value = form.get(fieldOf(name)) ?? '';
  const attributes = {
    id,
    name: fieldOf(name),
    'aria-describedby': describedBy,
    'aria-invalid': isWrong ? ('true' as const) : undefined,
  };
  if (setting.type === 'words' || setting.type === 'text') {
    const rows = setting.type === 'words' ? 8 : 4;
    // HTML ignores the first line break in a textarea.
    return <textarea {...attributes} rows={rows} dir="auto">{`\n${value}`}</textarea>;
  }
  const type = setting.type === 'url' ? 'url' : 'text';
  const mode = setting.type === 'number' ? 'decimal' : undefined;
  return <input {...attributes} type={type} inputmode={mode} value={value} autocomplete="off" dir="auto" />;
}

/** A group of inputs that have one label. */
const Group = ({
  label,
  describedBy,
  children,
}: {
  label: Child;
  describedBy: string | undefined;
  children: Child;
}) => (
  <fieldset class="setting" aria-describedby={describedBy}>
    <legend>{label}</legend>
    {children}
  </fieldset>
);

/** The field of one setting, with its label in the page's language, its limits and its errors. */
export function SettingField(props: SettingFieldProps) {
  const { language, name, setting, form, issues } = props;
  const t = settingsTexts[language];
  const id = fieldOf(name);
  const hint = hintOf(props);
  const isWrong = issues.length > 0;
  const describedBy = [...(hint === '' ? [] : [`${id}-hint`]), ...(isWrong ? [`${id}-finding`] : [])].join(' ');
  const described = { id, describedBy: describedBy || undefined, isWrong };
  const label = labelOfSetting(setting, name, language);
  const heading = setting.required === true ? `${label} (${t.required})` : label;
  const notes = (
    <>
      {hint !== '' && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {isWrong && (
        <p id={`${id}-finding`} class="finding">
          {[...new Set(issues.map((issue) => settingIssueText(setting, issue, language)))].join(' ')}
        </p>
      )}
    </>
  );
  const grouped =
    setting.type === 'duration' ? (
      <DurationInput {...props} label={label} isWrong={isWrong} />
    ) : setting.type === 'hours' ? (
      <HoursInput {...props} label={label} isWrong={isWrong} />
    ) : setting.type === 'choice' && setting.choices.length <= MAX_RADIOS ? (
      <ChoiceInput props={props} {...described} />
    ) : null;
  if (grouped) {
    return (
      <Group label={heading} describedBy={described.describedBy}>
        {grouped}
        {notes}
      </Group>
    );
  }
  if (setting.type === 'boolean') {
    return (
      <div class="field">
        <div class="choices">
          <label>
            <input type="checkbox" id={id} name={id} value="true" checked={form.get(id) === 'true'} /> {heading}
          </label>
        </div>
        {notes}
      </div>
    );
  }
  return (
    <div class="field">
      <label for={id}>{heading}</label>
      {setting.type === 'choice' ? (
        <ChoiceInput props={props} {...described} />
      ) : (
        <TextInput props={props} {...described} />
      )}
      {notes}
    </div>
  );
}
