import type { Language } from '../../../shared/text/language';
import { fieldOf } from './settings-form';
import { settingsTexts } from './settings-texts';

const UNITS = ['m', 'h', 'd'] as const;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

type CompoundProps = { language: Language; name: string; label: string; form: URLSearchParams; isWrong: boolean };

const invalidIf = (isWrong: boolean) => (isWrong ? ('true' as const) : undefined);

/** A duration as a number and its unit; seconds are offered only where they are in use. */
export function DurationInput({ language, name, label, form, isWrong }: CompoundProps) {
  const t = settingsTexts[language];
  const unit = form.get(fieldOf(name, 'unit')) ?? 'h';
  const units = unit === 's' ? (['s', ...UNITS] as const) : UNITS;
  return (
    <div class="row">
      <input
        id={fieldOf(name)}
        name={fieldOf(name, 'count')}
        type="text"
        inputmode="numeric"
        autocomplete="off"
        maxlength={8}
        class="count"
        aria-label={label}
        aria-invalid={invalidIf(isWrong)}
        value={form.get(fieldOf(name, 'count')) ?? ''}
      />
      <select name={fieldOf(name, 'unit')} aria-label={t.unit(label)}>
        {units.map((each) => (
          <option value={each} selected={each === unit}>
            {t.units[each]}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Days of the week, and the hours of each. */
export function HoursInput({ language, name, label, form, isWrong }: CompoundProps) {
  const t = settingsTexts[language];
  const chosen = form.getAll(fieldOf(name, 'days'));
  const time = (part: 'from' | 'to', short: string, whole: string) => (
    <label>
      {short}{' '}
      <input
        type="time"
        name={fieldOf(name, part)}
        aria-label={whole}
        aria-invalid={invalidIf(isWrong)}
        value={form.get(fieldOf(name, part)) ?? ''}
      />
    </label>
  );
  return (
    <>
      <div class="choices days">
        {DAYS.map((day) => (
          <label>
            <input type="checkbox" name={fieldOf(name, 'days')} value={day} checked={chosen.includes(day)} />{' '}
            {t.days[day]}
          </label>
        ))}
      </div>
      <div class="choices">
        {time('from', t.startShort, t.start(label))}
        {time('to', t.endShort, t.end(label))}
      </div>
    </>
  );
}
