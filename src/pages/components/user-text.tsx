const MAX_CHARACTERS = 600;
const MAX_LINES = 12;

/** Text of a customer or merchant, with its line breaks and its own direction; a long text scrolls. */
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
