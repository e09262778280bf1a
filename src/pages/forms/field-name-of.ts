/** The name of the field that a finding is about: `get_object_url` of `/get_object/url`. */
export const fieldNameOf = (path: string): string => path.slice(1).replaceAll('/', '_');
