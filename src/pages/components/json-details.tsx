/** Unicode controls that change the direction of the surrounding text. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

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
