/** A parameter of a template; `name` is null where parameters are numbered. */
export type TemplateParameter =
  | { type: 'text'; text: string; name: string | null }
  | { type: 'currency'; code: string; amount1000: number; fallback: string }
  | { type: 'date_time'; fallback: string };

/** A file that Meta fetches from a URL, or one that was uploaded to Meta before. */
export type MediaSource = { url: string } | { mediaId: string };

export type OutgoingTemplate = {
  kind: 'template';
  name: string;
  language: string;
  header:
    | Extract<TemplateParameter, { type: 'text' }>
    | { type: 'image' | 'video' | 'document'; source: MediaSource; filename: string | null }
    | null;
  body: TemplateParameter[];
  /** By position; null for a button without a parameter. */
  buttons: ({ payload: string } | { url: string } | null)[];
};

/** A message without a template, allowed for 24 hours after the customer's last message. */
export type FreeForm =
  | { kind: 'text'; text: string }
  | {
      kind: 'buttons';
      text: string;
      header: string | null;
      footer: string | null;
      buttons: { id: string; title: string }[];
    }
  | {
      kind: 'list';
      text: string;
      header: string | null;
      footer: string | null;
      button: string;
      sections: { title: string; rows: { id: string; title: string; description: string | null }[] }[];
    }
  | {
      kind: 'image' | 'video' | 'audio' | 'document' | 'sticker';
      source: MediaSource;
      caption: string | null;
      filename: string | null;
    }
  | { kind: 'location'; latitude: string; longitude: string; name: string | null; address: string | null }
  /** `to` is the customer's message to react to, null for their last one. */
  | { kind: 'reaction'; emoji: string; to: string | null };

/** A rendered message, with the payloads of its buttons. */
export type OutgoingMessage = OutgoingTemplate | FreeForm;
