import type { JsonObject } from '../../shared/json/json';
import { textOrEmpty } from '../../shared/json/read-json';

/** The choices of a step that waits for a person, as buttons of the form around them that resume its flow. */
export const ChoiceButtons = ({ choices, className }: { choices: JsonObject[]; className?: string }) => (
  <div class="actions">
    {choices.map(({ label, goto }) => (
      <button class={className} name="resume" value={textOrEmpty(goto)}>
        <bdi>{textOrEmpty(label)}</bdi>
      </button>
    ))}
  </div>
);
