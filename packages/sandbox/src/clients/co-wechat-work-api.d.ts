/** The part of the package that the tests use; it brings no types. */
declare module "co-wechat-work-api" {
  type Answer = Record<string, unknown>;

  export class CorpAPI {
    constructor(corpId: string, corpSecret: string);
    axiosInstance: { defaults: { baseURL?: string } };
    request(options: { url: string; method?: "get" | "post"; params?: object; data?: object }): Promise<Answer>;
    getDepartmentList(departmentId: number): Promise<Answer>;
    getDepartmentUserList(departmentId: number, fetchChild: 0 | 1): Promise<Answer>;
    getUser(userId: string): Promise<Answer>;
    sendText(message: { touser: string; agentid: number; content: string }): Promise<Answer>;
    uploadMedia(file: string, type: string): Promise<Answer>;
    createTag(tag: { tagname: string }): Promise<Answer>;
    addTagUserList(tagId: number, members: { userIds: string[] }): Promise<Answer>;
    getTagUserList(tagId: number): Promise<Answer>;
    initCrypto(corpId: string, token: string, encodingAESKey: string): void;
    rawSignature(timestamp: string, nonce: string, encrypted: string): string;
    decrypt(encrypted: string): string;
  }
}
