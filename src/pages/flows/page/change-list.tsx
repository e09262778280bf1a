import type { FlowVersionSummary } from '../../../domain/flows/read-flow';
import type { JsonValue } from '../../../shared/json/json';
import type { Language } from '../../../shared/text/language';
import { flowTexts } from '../flow-texts';

type Changes = NonNullable<FlowVersionSummary['changes']>;

/** Counts the steps and the flow's own members that differ. */
export const countChanges = ({ changed, steps }: Changes): number =>
  changed.length + steps.added.length + steps.removed.length + steps.moved.length + steps.changed.length;

const displayValue = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

const ChangedMembers = ({ language, changes }: { language: Language; changes: Changes['changed'] }) => (
  <ul>
    {changes.map(({ path, before, after }) => (
      <li>
        <code>{path}</code>{' '}
        {before !== undefined && (
          <del dir="auto">
            <span class="visually-hidden">{flowTexts[language].before}: </span>
            {displayValue(before)}
          </del>
        )}{' '}
        {after !== undefined && (
          <ins dir="auto">
            <span class="visually-hidden">{flowTexts[language].after}: </span>
            {displayValue(after)}
          </ins>
        )}
      </li>
    ))}
  </ul>
);

/** Lists what a version changes, member by member. */
export function ChangeList({ language, changes: { changed, steps } }: { language: Language; changes: Changes }) {
  const t = flowTexts[language];
  const stepLine = (what: string, ids: { id: string }[]) =>
    ids.map(({ id }) => (
      <li>
        {what}: <bdi class="name">{id}</bdi>
      </li>
    ));
  return (
    <ul class="changes">
      {changed.length > 0 && (
        <li>
          {t.ofFlow}
          <ChangedMembers language={language} changes={changed} />
        </li>
      )}
      {stepLine(t.added, steps.added)}
      {stepLine(t.removed, steps.removed)}
      {stepLine(t.moved, steps.moved)}
      {steps.changed.map(({ id, changes }) => (
        <li>
          {t.changed}: <bdi class="name">{id}</bdi>
          <ChangedMembers language={language} changes={changes} />
        </li>
      ))}
    </ul>
  );
}
