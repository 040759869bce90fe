using System.Diagnostics;
using System.Text.Json;
using Workbench.Harness.Grafting;
using Workbench.Harness.Isolation;
using Workbench.Harness.Listening;
using Workbench.Harness.Snapshots;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Taps;

namespace Workbench.Harness.Stages;

/// <summary>The part of the harness that runs inside a child process.</summary>
/// <param name="host">Opens stages.</param>
/// <param name="extra">Makes the sinks of <see cref="StageRequest.Extras"/>; null when there are none to make.</param>
public sealed class StageChild(IStageHost host, Func<string, ITapSink>? extra = null)
{
    /// <summary>Carries out a request file and returns the exit code: 0, or 3 after an exception, 6 after a bad file.</summary>
    public int Run(string requestFile, CancellationToken cancellation)
    {
        var request = StageRequest.Load(requestFile);
        using var marker = request.Marker is null ? null : MarkerFile.Create(request.Marker);
        var reply = Run(request, marker, cancellation);
        reply.Save(request.Reply);
        return reply.Outcome switch
        {
            StageOutcome.Completed => (int)HarnessExit.Pass,
            StageOutcome.BadFile => (int)HarnessExit.BadFile,
            _ => (int)HarnessExit.Crash,
        };
    }

    private StageReply Run(StageRequest request, MarkerFile? marker, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        double loaded = 0;
        try
        {
            marker?.Write(MarkerPhase.Loading, request.Stage);
            using var input = StageData.Load(request.Input);
            using var stage = host.Open(request.Stage, request.Variation);
            loaded = clock.Elapsed.TotalSeconds;
            using var listeners = new Listeners(request, marker, extra);
            try
            {
                using var output = StageSession.Run(stage, input, listeners.Sink, cancellation);
                marker?.Write(MarkerPhase.Saving, request.Stage);
                if (request.Output is not null)
                {
                    output.Save(request.Output);
                }
            }
            finally
            {
                // After an exception too: what was seen before it says where things went wrong.
                listeners.Save(host);
            }

            return new(StageOutcome.Completed, null, loaded, clock.Elapsed.TotalSeconds - loaded);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(Classify(e), $"{e.GetType().Name}: {e.Message}", loaded, clock.Elapsed.TotalSeconds - loaded);
        }
    }

    private static StageOutcome Classify(Exception e) => e switch
    {
        OutOfMemoryException => StageOutcome.OutOfMemory,
        CheckpointException or JsonException => StageOutcome.BadFile,
        // torch reports through plain exceptions; both allocators say it in these words.
        _ when e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase) => StageOutcome.OutOfMemory,
        _ => StageOutcome.Threw,
    };

    /// <summary>The sinks of a request. Order: whatever replaces tensors first, then who watches, then the teacher.</summary>
    private sealed class Listeners : IDisposable
    {
        private readonly StageRequest request;
        private readonly GraftSink? grafts;
        private readonly SnapshotSink? snapshot;
        private readonly RecordingSink? record;
        private readonly TeacherSink? teacher;

        public Listeners(StageRequest request, MarkerFile? marker, Func<string, ITapSink>? extra)
        {
            this.request = request;
            var sinks = new List<ITapSink>();
            var filter = new TapFilter(request.Taps);
            foreach (var text in request.Extras)
            {
                sinks.Add(extra?.Invoke(text) ?? throw new JsonException($"this program does not know the sink '{text}'"));
            }

            if (request.Grafts.Count > 0)
            {
                sinks.Add(grafts = GraftSink.Load(request.Grafts));
            }

            if (request.Snapshot is not null)
            {
                sinks.Add(new FilteredSink(filter, snapshot = new(request.Sketches, request.Storage)));
            }

            if (request.Record is not null)
            {
                sinks.Add(new FilteredSink(filter, record = new()));
            }

            if (request.Teacher is { } name)
            {
                sinks.Add(teacher = new(SnapshotFile.Load(name)));
            }

            ITapSink all = new FanOut(sinks);
            Sink = new CountingSink(marker is null ? all : new MarkerSink(marker, all, request.Synchronise));
        }

        public ITapSink Sink { get; }

        public void Save(IStageHost host)
        {
            record?.Save(request.Record!);
            if (snapshot is not null)
            {
                var title = host.Stages.FirstOrDefault(s => s.Id == request.Stage)?.Title ?? request.Stage;
                using var taken = snapshot.Complete(request.Stage, title, host.Provenance(request.Stage, request.Variation));
                SnapshotFile.Save(taken, request.Snapshot!);
            }
        }

        public void Dispose()
        {
            grafts?.Dispose();
            snapshot?.Dispose();
            record?.Dispose();
            teacher?.Dispose();
        }
    }
}
