/** The catalogue. A new case is one file and one line here. */
import type { Case } from '../model.ts';
import { dataChannelEcho } from './data-channel-echo.ts';
import { peerConnection } from './peer-connection.ts';

export const catalogue: readonly Case[] = [peerConnection, dataChannelEcho];
