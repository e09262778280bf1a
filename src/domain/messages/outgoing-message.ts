/** A parameter of a template; `name` where the template names its parameters instead of counting them. */
export type TemplateParameter =
  | { type: 'text'; text: string; name: string | null }
  | { type: 'currency'; code: string; amount1000: number; fallback: string }
  | { type: 'date_time'; fallback: string };

/** A file that Meta fetches from an address, or one that was uploaded to Meta before. */
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
  /** By position; null is a button that takes no parameter. */
  buttons: ({ payload: string } | { url: string } | null)[];
};

/** What may be written within 24 hours of the customer's last message. */
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
  /** `to`: the customer's message that it is put on, null for their last one. */
  | { kind: 'reaction'; emoji: string; to: string | null };

/** A message as a flow sends it: rendered, with the payloads that its buttons carry. */
export type OutgoingMessage = OutgoingTemplate | FreeForm;
