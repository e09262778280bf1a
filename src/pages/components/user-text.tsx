const MAX_CHARACTERS = 600;
const MAX_LINES = 12;

/** What a stranger wrote, with its line breaks and in its own direction; what is long scrolls in its place. */
export const UserText = ({ text, label }: { text: string; label: string }) =>
  text.length > MAX_CHARACTERS || text.split('\n').length > MAX_LINES ? (
    <div class="said long" dir="auto" role="group" aria-label={label} tabindex={0}>
      {text}
    </div>
  ) : (
    <p class="said" dir="auto">
      {text}
    </p>
  );
