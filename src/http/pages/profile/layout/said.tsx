const LONG = 600;
const MANY_LINES = 12;

/** What a stranger wrote, with its line breaks and in its own direction; what is long scrolls in its place. */
export const Said = ({ text, label }: { text: string; label: string }) =>
  text.length > LONG || text.split('\n').length > MANY_LINES ? (
    <div class="said long" dir="auto" role="group" aria-label={label} tabindex={0}>
      {text}
    </div>
  ) : (
    <p class="said" dir="auto">
      {text}
    </p>
  );
