using System.CommandLine;
using Workbench.Benchmarks;
using Workbench.Benchmarks.Running;
using Workbench.Pipeline.Runtime;

LibTorch.Load();

var filter = new Argument<string>("filter") { Description = "Part of a benchmark's name.", DefaultValueFactory = _ => "" };
var seconds = new Option<double>("--seconds") { Description = "Time per benchmark.", DefaultValueFactory = _ => 5 };
var write = new Option<bool>("--write") { Description = "Replace the section of this machine in benchmarks/RESULTS.md." };
var root = new RootCommand("Measures; prints Markdown on stdout.") { filter, seconds, write };
root.SetAction(parsed =>
{
    var chosen = Catalogue.All.Where(b => b.Name.Contains(parsed.GetValue(filter)!, StringComparison.OrdinalIgnoreCase)).ToList();
    if (chosen.Count == 0)
    {
        Console.Error.WriteLine($"error: no benchmark matches '{parsed.GetValue(filter)}'\n  expected: {string.Join(", ", Catalogue.All.Select(b => b.Name))}");
        return 2;
    }

    var machine = Machine.Describe();
    foreach (var benchmark in chosen)
    {
        Console.Error.WriteLine($"{benchmark.Name} ...");
        var section = Report.Of(benchmark, PairedTiming.Run(benchmark, TimeSpan.FromSeconds(parsed.GetValue(seconds))), machine);
        (benchmark as IDisposable)?.Dispose();
        Console.WriteLine(section.Text);
        if (parsed.GetValue(write))
        {
            ResultsFile.Replace(section);
        }
    }

    return 0;
});
return root.Parse(args).Invoke();
