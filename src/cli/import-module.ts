/** `import()`. The compiled command line has none of its own, and gets one from its starter. */
export const importModule = (url: string): Promise<unknown> => import(url);
