/**
 * What the libwebrtc peer uses of @roamhq/wrtc. The package's own types are re-exports of TypeScript's DOM library,
 * which this project does not load: it would promise every program here a `window`.
 */
declare module '@roamhq/wrtc' {
  interface Description {
    readonly type: string;
    readonly sdp: string;
  }

  interface Candidate {
    readonly candidate: string;
    readonly sdpMid: string | null;
    readonly sdpMLineIndex: number | null;
  }

  interface ChannelOptions {
    readonly ordered?: boolean | undefined;
    readonly maxRetransmits?: number | undefined;
    readonly maxPacketLifeTime?: number | undefined;
    readonly protocol?: string | undefined;
    readonly negotiated?: boolean | undefined;
    readonly id?: number | undefined;
  }

  export class RTCDataChannel {
    readonly label: string;
    readonly ordered: boolean;
    readonly maxRetransmits: number | null;
    readonly maxPacketLifeTime: number | null;
    readonly protocol: string;
    readonly negotiated: boolean;
    readonly id: number | null;
    readonly readyState: 'connecting' | 'open' | 'closing' | 'closed';
    readonly bufferedAmount: number;
    binaryType: 'arraybuffer' | 'blob';
    onopen: (() => void) | null;
    onclose: (() => void) | null;
    onerror: ((event: { readonly error?: unknown }) => void) | null;
    onmessage: ((event: { readonly data: string | ArrayBuffer }) => void) | null;
    send(data: string | ArrayBuffer | ArrayBufferView): void;
    close(): void;
  }

  class SctpTransport {
    readonly state: string;
    readonly maxMessageSize: number | null;
    onstatechange: (() => void) | null;
  }

  interface IceServer {
    readonly urls: string;
    readonly username?: string | undefined;
    readonly credential?: string | undefined;
  }

  export class RTCPeerConnection {
    constructor(configuration: {
      readonly iceServers: readonly IceServer[];
      readonly iceTransportPolicy?: 'all' | 'relay';
    });
    readonly connectionState: 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';
    readonly iceConnectionState: 'new' | 'checking' | 'connected' | 'completed' | 'disconnected' | 'failed' | 'closed';
    readonly iceGatheringState: 'new' | 'gathering' | 'complete';
    readonly signalingState: string;
    readonly localDescription: Description | null;
    readonly remoteDescription: Description | null;
    readonly sctp: SctpTransport | null;
    onconnectionstatechange: (() => void) | null;
    oniceconnectionstatechange: (() => void) | null;
    onicegatheringstatechange: (() => void) | null;
    onsignalingstatechange: (() => void) | null;
    onicecandidate: ((event: { readonly candidate: Candidate | null }) => void) | null;
    ondatachannel: ((event: { readonly channel: RTCDataChannel }) => void) | null;
    createDataChannel(label: string, options: ChannelOptions): RTCDataChannel;
    createOffer(): Promise<Description>;
    createAnswer(): Promise<Description>;
    setLocalDescription(description: Description): Promise<void>;
    setRemoteDescription(description: Description): Promise<void>;
    addIceCandidate(candidate: {
      readonly candidate: string;
      readonly sdpMid?: string | undefined;
      readonly sdpMLineIndex?: number | undefined;
    }): Promise<void>;
    restartIce(): void;
    getStats(): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>>;
    close(): void;
  }

  /** A CommonJS package: Node sees only its default export. */
  const wrtc: {
    readonly RTCPeerConnection: typeof RTCPeerConnection;
  };
  export default wrtc;
}
