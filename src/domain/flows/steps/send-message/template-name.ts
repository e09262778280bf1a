/** Whether Meta can have a template of this name: lower-case letters, digits and _, up to 512. */
export const isTemplateName = (name: string): boolean => /^[a-z0-9_]{1,512}$/.test(name);

/** Whether this is a language as Meta writes it: `it`, `fil`, `pt_BR`. */
export const isTemplateLanguage = (language: string): boolean => /^[a-z]{2,3}(_[A-Za-z0-9]{2,4})?$/.test(language);
