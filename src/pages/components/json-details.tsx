import { BIDI_CONTROLS } from '../format/without-bidi-controls';

const escapeBidiControls = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    BIDI_CONTROLS,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Collapsible JSON; `id` keeps it open when the page is refreshed. */
export const JsonDetails = ({ id, title, value }: { id: string; title: string; value: object }) =>
  Object.keys(value).length === 0 ? null : (
    <details id={id}>
      <summary>{title}</summary>
      <pre dir="ltr" tabindex={0} aria-label={title}>
        {escapeBidiControls(value)}
      </pre>
    </details>
  );
