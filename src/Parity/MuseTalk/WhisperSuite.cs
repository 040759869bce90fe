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

        foreach (var (name, width) in new[] { ("pe", c.Hyper["positional_encoding"]!["d_model"]!.GetValue<long>()), ("pe384", 384) })
        {
            if (c.Lists(name))
            {
                c.Compare(name, PositionalEncoding.Table(64, width), 1e-5);
            }
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
        features.Steps(0, 1, taps.Tap);
        taps.CompareAll(c, clip + ".");

        var positions = c.Integers(clip + ".positions");
        c.Compare(clip + ".hidden_stack", cat([.. positions.Select(p => features.Steps(p, 1))], 0));

        var chunk = c.Hyper["chunk"]!;
        var (left, right) = (chunk["left"]!.GetValue<int>(), chunk["right"]!.GetValue<int>());
        var prompts = new AudioPrompts(features, new(WindowRule.Upstream, speech.Samples, chunk["fps"]!.GetValue<double>(), left, right));
        var frames = c.Integers(clip + ".chunk_frames");
        c.Compare(clip + ".chunks", cat([.. frames.Select(f => prompts.Of(f, 1))], 0));
        if (c.Lists(clip + ".chunks_pe"))
        {
            c.Compare(clip + ".chunks_pe", PositionalEncoding.Add(prompts.Of(0, 4)));
        }
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
