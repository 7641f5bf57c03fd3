/**
 * What the libwebrtc peer uses of @roamhq/wrtc. The package's own types are re-exports of TypeScript's DOM library,
 * which this project does not load: it would promise every program here a `window`.
 */
declare module '@roamhq/wrtc' {
  interface Description {
    readonly type: string;
    readonly sdp: string;
  }

  export class RTCDataChannel {
    readonly label: string;
    readonly readyState: 'connecting' | 'open' | 'closing' | 'closed';
    binaryType: 'arraybuffer' | 'blob';
    onopen: (() => void) | null;
    onclose: (() => void) | null;
    onmessage: ((event: { readonly data: string | ArrayBuffer }) => void) | null;
    send(data: string | ArrayBuffer | ArrayBufferView): void;
  }

  export class RTCPeerConnection {
    constructor(configuration: { readonly iceServers: readonly { readonly urls: string }[] });
    readonly connectionState: 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';
    readonly iceConnectionState: 'new' | 'checking' | 'connected' | 'completed' | 'disconnected' | 'failed' | 'closed';
    readonly iceGatheringState: 'new' | 'gathering' | 'complete';
    readonly localDescription: Description | null;
    onconnectionstatechange: (() => void) | null;
    oniceconnectionstatechange: (() => void) | null;
    onicegatheringstatechange: (() => void) | null;
    ondatachannel: ((event: { readonly channel: RTCDataChannel }) => void) | null;
    createDataChannel(label: string): RTCDataChannel;
    createOffer(): Promise<Description>;
    createAnswer(): Promise<Description>;
    setLocalDescription(description: Description): Promise<void>;
    setRemoteDescription(description: Description): Promise<void>;
    close(): void;
  }

  /** A CommonJS package: Node sees only its default export. */
  const wrtc: {
    readonly RTCPeerConnection: typeof RTCPeerConnection;
  };
  export default wrtc;
}
