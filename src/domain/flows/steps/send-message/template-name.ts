/** Returns whether Meta allows this name of a template: lower-case letters, digits and _, up to 512 characters. */
export const isTemplateName = (name: string): boolean => /^[a-z0-9_]{1,512}$/.test(name);

/** Returns whether a text is a language code of Meta: `it`, `fil`, `pt_BR`. */
export const isTemplateLanguage = (language: string): boolean => /^[a-z]{2,3}(_[A-Za-z0-9]{2,4})?$/.test(language);
