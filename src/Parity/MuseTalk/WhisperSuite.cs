using System.Text.Json.Nodes;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Models;
using Workbench.Pipeline.LipSync.Models.Whisper;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Encoder states, frame windows and positional encoding.</summary>
internal sealed class WhisperSuite : IMuseTalkSuite
{
    /// <summary>Tables of positional encodings, of the folder's width and of the real one.</summary>
    private static readonly string[] Encodings = ["pe", "pe384"];

    public string Case => "whisper";

    public void Run(MuseTalkCase c)
    {
        using var encoder = new LazyOwner(new(() => NetworkOf(c)));
        foreach (var clip in c.Names("", ".positions"))
        {
            RunClip(c, clip, encoder.Value);
        }

        foreach (var table in c.Hyper["index_tables"]!.AsArray())
        {
            RunTable(c, table!);
        }

        foreach (var name in Encodings.Where(c.Lists))
        {
            var shape = c.Input(name).shape;
            c.Compare(name, PositionalEncoding.Table(shape[0], shape[1]), 1e-5);
        }
    }

    internal static WhisperEncoder NetworkOf(MuseTalkCase c)
    {
        var config = WhisperConfig.From(c.Config("whisper"));
        using var checkpoint = WhisperKeys.Encoder(c.Weights("whisper"));
        return NetworkLoader.Load(checkpoint, p => new WhisperEncoder(p, config), c.Dtype, c.Device);
    }

    private static void RunClip(MuseTalkCase c, string clip, WhisperEncoder encoder)
    {
        using var scope = NewDisposeScope();
        using var speech = Speech.FromPcm(c.Input("mel.safetensors", clip + ".pcm16").data<short>().ToArray());
        using var features = new SpeechFeatures(encoder, speech);
        string[] others = ["positions", "hidden_stack", "chunk_frames", "chunks", "chunks_pe"];
        using var taps = new RecordedTaps([.. c.Names(clip + ".", "").Where(n => !others.Contains(n))]);
        var positions = c.Integers(clip + ".positions");
        if (Mel(c, clip) is { } mel)
        {
            // The oracle's own log-mel: what is compared here is the encoder alone.
            var states = encoder.Forward(mel.to(c.Dtype, c.Device), taps.Tap)[0]; // [positions, states, width]
            c.Compare(clip + ".hidden_stack", states.index_select(0, tensor(positions, device: c.Device)));
        }
        else
        {
            features.Steps(0, 1, taps.Tap);
            c.Compare(clip + ".hidden_stack", cat([.. positions.Select(p => features.Steps(p, 1))], 0));
        }

        taps.CompareAll(c, clip + ".");
        var chunk = c.Hyper["chunk"]!;
        var (left, right) = (chunk["left"]!.GetValue<int>(), chunk["right"]!.GetValue<int>());
        var prompts = new AudioPrompts(features, new(WindowRule.Upstream, speech.Samples, chunk["fps"]!.GetValue<double>(), left, right));
        var frames = c.Integers(clip + ".chunk_frames");
        c.Compare(clip + ".chunks", cat([.. frames.Select(f => prompts.Of(f, 1))], 0));
        if (c.Lists(clip + ".chunks_pe"))
        {
            c.Compare(clip + ".chunks_pe", PositionalEncoding.Add(prompts.Of(0, (int)c.Input(clip + ".chunks_pe").shape[0])));
        }
    }

    /// <summary>The oracle's log-mel of a clip of one segment, its constant rest filled in: [1, bands, frames]. Null for longer clips, of which parts are stored.</summary>
    private static Tensor? Mel(MuseTalkCase c, string clip)
    {
        var segments = c.Oracle.Manifest["hyper"]!["mel"]!["clips"]![clip]!["segments"]!.AsArray();
        if (segments is not [{ } segment] || segment["tail_value"] is not { } rest)
        {
            return null;
        }

        var kept = c.Input("mel.safetensors", clip + ".seg0.input_features"); // [bands, frames kept]
        var frames = 2 * WhisperConfig.From(c.Config("whisper")).Positions;
        return nn.functional.pad(kept, (0, frames - kept.shape[1]), value: rest.GetValue<double>()).unsqueeze(0);
    }

    private static void RunTable(MuseTalkCase c, JsonNode table)
    {
        var (samples, fps) = (table["samples"]!.GetValue<long>(), table["fps"]!.GetValue<double>());
        var (left, right) = (table["left"]!.GetValue<int>(), table["right"]!.GetValue<int>());
        FrameWindows windows;
        try
        {
            windows = new(WindowRule.Upstream, samples, fps, left, right);
        }
        catch (LipSyncException e)
        {
            c.Report($"idx of {samples} samples at {fps} fps", table["upstream_fails"] is not null, e.Message);
            return;
        }

        if (table["upstream_fails"] is not null)
        {
            c.Report($"idx of {samples} samples at {fps} fps", false, "upstream fails here, this did not");
        }
        else if (table["tensor"]!.GetValue<string>() is var name && c.Lists(name))
        {
            var steps = new long[windows.Frames, windows.Width];
            for (var i = 0; i < windows.Frames; i++)
            {
                for (var k = 0; k < windows.Width; k++)
                {
                    steps[i, k] = windows.Step(i, k);
                }
            }

            c.Exact(name, from_array(steps));
        }
    }

    /// <summary>Loads the weights only when a clip needs them.</summary>
    private sealed class LazyOwner(Lazy<WhisperEncoder> lazy) : IDisposable
    {
        public WhisperEncoder Value => lazy.Value;

        public void Dispose()
        {
            if (lazy.IsValueCreated)
            {
                lazy.Value.Dispose();
            }
        }
    }
}
