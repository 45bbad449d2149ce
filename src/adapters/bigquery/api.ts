/** The parts of BigQuery's REST resources that are read here. Numbers of 64 bits are texts. */

export interface JobReference {
  readonly projectId: string;
  readonly jobId: string;
  readonly location?: string;
}

export interface ErrorProto {
  readonly reason?: string;
  readonly message?: string;
  readonly location?: string;
}

export interface JobResource {
  readonly jobReference: JobReference;
  readonly status?: {
    readonly state?: "PENDING" | "RUNNING" | "DONE";
    readonly errorResult?: ErrorProto;
    readonly errors?: readonly ErrorProto[];
  };
  readonly statistics?: {
    readonly totalBytesProcessed?: string;
    readonly numChildJobs?: string;
    readonly query?: QueryStatistics;
    readonly load?: { readonly outputRows?: string };
  };
  readonly configuration?: { readonly query?: { readonly destinationTable?: TableReference } };
}

export interface QueryStatistics {
  readonly statementType?: string;
  readonly numDmlAffectedRows?: string;
  readonly totalBytesProcessed?: string;
  readonly schema?: Schema;
  readonly ddlTargetTable?: TableReference;
}

export interface TableReference {
  readonly projectId: string;
  readonly datasetId: string;
  readonly tableId: string;
}

export interface Schema {
  readonly fields?: readonly Field[];
}

/** A column, or a field of a struct. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly mode?: string;
  readonly fields?: readonly Field[];
  readonly precision?: string;
  readonly scale?: string;
  readonly maxLength?: string;
  readonly rangeElementType?: { readonly type: string };
  readonly description?: string;
}

/** A value: text or null, a list of `{v}`, or `{f: [{v}]}`. */
export type Cell =
  | string
  | null
  | readonly { readonly v: Cell }[]
  | { readonly f: readonly { readonly v: Cell }[] };

export interface Row {
  readonly f?: readonly { readonly v: Cell }[];
}

export interface ResultPage {
  readonly jobComplete?: boolean;
  readonly schema?: Schema;
  readonly rows?: readonly Row[];
  readonly totalRows?: string;
  readonly pageToken?: string;
  readonly numDmlAffectedRows?: string;
}

export interface Partitioned {
  readonly timePartitioning?: { readonly type?: string; readonly field?: string };
  readonly rangePartitioning?: {
    readonly field?: string;
    readonly range?: { readonly start?: string; readonly end?: string; readonly interval?: string };
  };
  readonly clustering?: { readonly fields?: readonly string[] };
}

export interface TableResource extends Partitioned {
  readonly tableReference: TableReference;
  readonly type?: string;
  readonly schema?: Schema;
  readonly numRows?: string;
  readonly lastModifiedTime?: string;
  readonly description?: string;
}

export interface TableList {
  readonly tables?: readonly TableResource[];
  readonly nextPageToken?: string;
}

export interface DatasetList {
  readonly datasets?: readonly { readonly datasetReference: { readonly datasetId: string } }[];
  readonly nextPageToken?: string;
}
