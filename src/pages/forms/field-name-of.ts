/** Returns the name of the field of an issue: `get_object_url` for `/get_object/url`. */
export const fieldNameOf = (path: string): string => path.slice(1).replaceAll('/', '_');
